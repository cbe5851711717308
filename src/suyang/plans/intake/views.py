"""Taking a plan in: send it, see what was understood and put it right, take it in as a draft."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.permissions import Denied, NotFound
from suyang.foundation.texts import plain
from suyang.organisations import queries as units
from suyang.organisations.forms import attempt
from suyang.organisations.permissions import Actor, tops_where
from suyang.plans.intake import actions, grids, material, notes, reading
from suyang.plans.intake.draft import GOAL, KINDS, LEFT_OUT, TASK, UNCLEAR, Draft, DraftTask, Line
from suyang.plans.intake.forms import ConfirmForm, SendForm
from suyang.plans.intake.material import Material, Told
from suyang.plans.models import Plan
from suyang.plans.reporting import unsaved
from suyang.plans.writing import bodies
from suyang.plans.writing.views import actor_of, office

# So many lines have a choice on one page; the rest stands on the next.
LINES = 200
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
Choices = list[tuple[str, Any]]
# The preview's form as it was sent, field by field.
Given = dict[str, str]


@office
def take_in(request: HttpRequest) -> HttpResponse:
    """Nothing is written before the preview is confirmed; the same confirmation writes once."""
    actor = actor_of(request)
    places = tops_where(actor, "plan.write")
    if not places:
        raise Denied
    choices: Choices = [(str(k), plain(v)) for k, v in units.names(places).items()]
    if request.method == "POST" and "sealed" in request.POST:
        given: Given = {name: str(value) for name, value in request.POST.items()}
        return _confirm(request, actor, choices, given)
    if request.method == "POST":
        return _send(request, actor, choices)
    typed = unsaved.waiting(request) or {}
    if "sealed" in typed:  # the preview as it was left, to be confirmed again
        kept = {name: str(value) for name, value in typed.items() if name != "take"}
        return _confirm(request, actor, choices, kept)
    form = SendForm(initial={"text": typed.get("text", "")})
    return _ask(request, form, put_back=bool(typed.get("text")))


def _ask(
    request: HttpRequest, form: SendForm, status: int = 200, put_back: bool = False
) -> HttpResponse:
    context = {"form": form, "put_back": put_back}
    return render(request, "plans/intake/send.html", context, status=status)


def _send(request: HttpRequest, actor: Actor, choices: Choices) -> HttpResponse:
    form = SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return _ask(request, form, 422)
    file, text = form.cleaned_data["file"], form.cleaned_data["text"]
    try:
        sent = reading.file_material(file.read()) if file else reading.text_material(text)
        draft = material.understand(sent)
    except DocumentError as error:
        form.add_error("file" if file else "text", str(error))
        return _ask(request, form, 422)
    confirm = ConfirmForm(
        units=choices,
        both=draft.beside is not None,
        initial={
            "sealed": material.seal(sent, {}),
            "title": draft.title,
            "year": draft.year,
            "unit": choices[0][0],
            "language": _language(draft),
            "page": 1,
        },
    )
    found = _Understood(sent, {}, draft)
    return _preview(request, actor, found, confirm, uuid.UUID(choices[0][0]))


def _confirm(request: HttpRequest, actor: Actor, choices: Choices, given: Given) -> HttpResponse:
    """Corrections of the lines shown, then whichever button was pressed."""
    try:
        sent, told = material.unseal(given["sealed"])
        year = _year(given.get("year", ""))
        shown = material.understand(sent, told, year)
        told = {} if "reset" in given else told | _corrections(given, sent, shown)
        draft = material.understand(sent, told, year)
    except DocumentError as error:
        again = SendForm({})
        again.full_clean()
        again.add_error(None, str(error))
        return _ask(request, again, 422)
    found = _Understood(sent, told, draft)
    given["sealed"] = material.seal(sent, told)
    page = given.get("to", given.get("page", ""))
    given["page"] = page if page.isascii() and page.isdigit() and len(page) < 5 else "1"
    form = ConfirmForm(given, units=choices, both=draft.beside is not None)
    unit_id = _unit_id(given.get("unit", ""), choices)
    if "take" not in given:
        # Nothing is asked of the fields yet: what is missing is said when it is taken in.
        form = ConfirmForm(
            units=choices,
            both=draft.beside is not None,
            initial={name: given.get(name, "") for name in form.fields},
        )
        return _preview(request, actor, found, form, unit_id)
    if form.is_valid():
        plan = attempt(form, lambda: _take(actor, draft, form))
        if plan is not None:
            messages.success(
                request, _("The plan is taken in as a draft. Nobody outside your office sees it.")
            )
            return redirect("plan-write", plan.slug)
    return _preview(request, actor, found, form, unit_id, 422)


def _take(actor: Actor, draft: Draft, form: ConfirmForm) -> Plan:
    values = form.cleaned_data
    unit = units.unit(uuid.UUID(values["unit"]))
    if unit is None:
        raise NotFound
    draft.title = values["title"]
    return actions.write_draft(
        actor, unit, draft, year=values["year"], key=values["key"], language=values["language"]
    )


def _corrections(given: Given, sent: Material, shown: Draft) -> Told:
    """Lines that somebody says are something else than they were taken for."""
    found: Told = {}
    for line in shown.lines:
        told = given.get(f"line_{line.number}", line.kind)
        if told != line.kind and told in _kinds(sent, line):
            found[line.number] = told
    return found


def _kinds(sent: Material, line: Line) -> tuple[str, ...]:
    """What a line can be told to be: a row of a table is never a title."""
    of_table = line.number > len(sent.sources)
    if of_table and sent.own:
        kind = line.was or line.kind
        return (kind, LEFT_OUT) if kind in (TASK, GOAL) else (kind,)
    return grids.TOLD if of_table else tuple(one for one in KINDS if one not in _NOT_TOLD)


_NOT_TOLD = (UNCLEAR, "closing")


def _language(draft: Draft) -> str:
    """That of most titles: a title that nobody translated makes no Chinese plan of an English
    one."""
    if draft.beside is not None:
        return "both"
    titles = [draft.title, *(task.title for task in draft.tasks)]
    chinese = sum(bool(_CHINESE.search(title)) for title in titles)
    return "zh-Hans" if 2 * chinese >= len(titles) else "en"


def _year(written: str) -> int | None:
    written = written.strip()
    if not (written.isascii() and written.isdigit() and len(written) == 4):
        return None
    return int(written) if 2000 <= int(written) <= 2100 else None


def _unit_id(written: str, choices: Choices) -> uuid.UUID:
    known = [value for value, _name in choices]
    return uuid.UUID(written if written in known else known[0])


# The preview --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Understood:
    sent: Material
    told: Told
    draft: Draft


@dataclass(frozen=True)
class _Row:
    line: Line
    choices: list[tuple[str, Promise]]
    note: Promise | str


def _preview(
    request: HttpRequest,
    actor: Actor,
    found: _Understood,
    form: ConfirmForm,
    unit_id: uuid.UUID,
    status: int = 200,
) -> HttpResponse:
    draft = found.draft.shown()
    wanted = form["page"].value()
    pages = max(1, -(-len(draft.lines) // LINES))
    page = min(max(1, int(wanted or 1)), pages)
    names = {name for task in draft.tasks for name in (task.lead, *task.joint) if name}
    names |= {aspect.lead for aspect in draft.aspects if aspect.lead}
    measures = {name for task in draft.tasks for name in task.indicators}
    known = bodies.resolve(Plan(unit_id=unit_id), names)
    lines = draft.lines[(page - 1) * LINES : page * LINES]
    context = {
        "form": form,
        "draft": draft,
        "aspects": [
            (aspect, [_shown(task, known) for task in aspect.tasks]) for aspect in draft.aspects
        ],
        "notes": [notes.words(note) for note in draft.notes],
        "doubts": len(draft.unclear),
        "unknown": sorted(names - set(known)),
        "unmeasured": sorted(measures - set(actions.indicators_named(actor, measures))),
        "rows": [_row(found.sent, line) for line in lines],
        "page": page,
        "pages": pages,
        "changed": len(found.told),
        "put_back": request.method != "POST",
    }
    return render(request, "plans/intake/preview.html", context, status=status)


def _row(sent: Material, line: Line) -> _Row:
    kinds = _kinds(sent, line)
    if line.kind not in kinds:
        kinds = (line.kind, *kinds)
    choices = [(one, notes.KINDS[one]) for one in kinds]
    return _Row(line, choices, notes.words(line.note) if line.note else "")


def _shown(task: DraftTask, known: dict[str, uuid.UUID]) -> dict[str, Any]:
    return {
        "task": task,
        "lead": (task.lead, task.lead in known) if task.lead else None,
        "joint": [(name, name in known) for name in task.joint],
        "notes": [notes.words(note) for note in task.notes],
    }
