"""What my unit has to report, and the report's form: fill in, save, hand up, take back."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST

from suyang.foundation import ids
from suyang.foundation.permissions import Denied, NotFound, Refused
from suyang.organisations import queries as units
from suyang.organisations.permissions import may, require, tops_where
from suyang.plans.models import Report
from suyang.plans.periods import Period
from suyang.plans.reporting import actions, evidence, lacking, queries, showing, standing, unsaved
from suyang.plans.reporting.values import MARKS, Values, read
from suyang.plans.reporting.views import actor_of, office, period_of, uuid_of

SHOWN_AT_ONCE = 60
# Up to so many stand in one list; of more those to be done come alone, the rest on request.
SHORT = 12


@office
def report_list(request: HttpRequest) -> HttpResponse:
    """What the actor's units have to report, returned and late first; of many only what is still to
    be done, unless more is asked for."""
    actor = actor_of(request)
    wanted = uuid_of(request.GET.get("unit"))
    own = standing.mine(actor)
    if wanted is not None and not may(actor, "report.fill", wanted):
        raise NotFound
    if wanted is None and not own:
        raise Denied
    rows = standing.of_units([wanted] if wanted else own)
    state = request.GET.get("state", "")
    counted = {name: sum(row.standing == name for row in rows) for name in standing.ORDER}
    to_do = [row for row in rows if row.standing in standing.TO_DO]
    if state in standing.ORDER:
        rows = [row for row in rows if row.standing == state]
    elif len(rows) > SHORT and to_do and state != "all":
        state, rows = "to-do", to_do
    page = Paginator(rows, SHOWN_AT_ONCE).get_page(request.GET.get("page"))
    return render(
        request,
        "plans/reporting/list.html",
        {
            "page": page,
            "rows": page.object_list,
            "counted": [(name, number) for name, number in counted.items() if number],
            "state": state,
            "to_do": len(to_do) if sum(counted.values()) > SHORT else 0,
            "unit": wanted,
            "places": standing.places(actor, "report.fill"),
            "several": len({row.due.unit_id for row in rows}) > 1,
            "may_define": bool(tops_where(actor, "form.define")),
        },
    )


@require_POST
@office
def report_open(request: HttpRequest) -> HttpResponse:
    """Begin a report, filled in advance; a second click opens the same."""
    form = queries.form(_needed(request.POST.get("form")))
    unit = units.unit(_needed(request.POST.get("unit")))
    if unit is None:
        raise NotFound
    report = actions.open_report(
        actor_of(request), form, unit, period_of(request.POST.get("period"))
    )
    return redirect("report", report.id)


@office
def report(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    """The form of a report; whoever may not fill it in now reads it."""
    actor = actor_of(request)
    found = queries.report(actor, report_id)
    fills = may(actor, "report.fill", found.unit_id)
    if request.method == "POST":
        require(actor, "report.fill", found.unit_id)
        return _sent(request, found)
    if not fills or found.state not in (Report.State.DRAFT, Report.State.RETURNED):
        return redirect("report-review", found.id)
    if "fresh" in request.GET:
        unsaved.forget(request)
        return redirect("report", found.id)
    return _form(request, found, written=unsaved.waiting(request), waiting=True)


@require_POST
@office
def take_back(request: HttpRequest, report_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    actions.take_back(actor, queries.report(actor, report_id))
    messages.success(request, _("The report is yours again. Hand it up when it is mended."))
    return redirect("report", report_id)


def _sent(request: HttpRequest, found: Report) -> HttpResponse:
    """Keep the chosen files, save what was typed, then do what the button says."""
    written = unsaved.typed(request)
    indicators = queries.indicators_of(found.form)
    values, wrong = read(written, indicators)
    answers = _answers(written)
    unkept = _attach(request, found, written)
    if wrong:
        _mention(request, unkept)
        refused: Refused = actions.Unread(wrong)
        return _form(request, found, written, refused, status=422)
    own_values, own_answers = values, answers
    if "choosing" in written:
        if found.revision != _revision(written):
            # What was chosen between is no longer what stands there: both are shown anew.
            return _choose(request, found, _without_choices(written), values, answers)
        merged = _chosen(found, written, values, answers)
        if merged is None:
            return _choose(request, found, written, values, answers, again=True)
        values, answers = merged
    try:
        found = actions.save(actor_of(request), found, values, answers, _revision(written))
        unsaved.forget(request)
    except actions.Meanwhile as meanwhile:
        _mention(request, unkept)
        unchosen = _without_choices(written)
        return _choose(request, meanwhile.theirs, unchosen, own_values, own_answers)
    except Refused as refusal:
        _mention(request, unkept)
        return _form(request, found, written, refusal, status=409)
    return _after_saving(request, found, written, unkept)


def _after_saving(
    request: HttpRequest, found: Report, written: dict[str, str], unkept: Refused | None
) -> HttpResponse:
    """Do what the button says; nothing goes up without a file that was chosen for it."""
    actor = actor_of(request)
    do = written.get("do", "save")
    try:
        if unkept is not None:
            raise unkept
        if "remove" in written:
            evidence.take_away(actor, evidence.one(actor, _needed(written["remove"])))
            messages.success(request, _("The file was taken away. The figures are saved."))
        elif do == "attach" and not request.FILES:
            raise Refused(_("Please choose a file first. The figures are saved."), field="file")
        elif do == "count":
            actions.fill_again(actor, found, found.revision)
            messages.success(request, _("Counted anew. What you changed by hand stayed as it was."))
        elif do == "submit":
            actions.submit(actor, found, found.revision)
            messages.success(request, _("The report was handed up. The unit above decides now."))
            return redirect("report-review", found.id)
        else:
            messages.success(request, _("Saved. You can go on later, here or elsewhere."))
    except actions.Incomplete as incomplete:
        return _form(request, found, missing=incomplete.missing, status=422)
    except Refused as refused:
        return _form(request, found, refused=refused, status=422)
    return redirect("report", found.id)


def _attach(request: HttpRequest, found: Report, written: dict[str, str]) -> Refused | None:
    """Keep the files that were chosen, whatever the button and however the figures fare: a browser
    does not choose them again. Returns why the first of the others was not kept."""
    kept, unkept = 0, None
    for file in request.FILES.getlist("file"):
        try:
            if (file.size or 0) > evidence.LARGEST:
                raise Refused(_("The file is larger than 20 MB."), field="file")
            data, of = file.read(), written.get("of", "")
            evidence.attach(
                actor_of(request),
                found,
                data,
                name=file.name or "",
                caption=written.get("caption", ""),
                indicator=of,
                id=_file_id(uuid_of(written.get("key")), data, of),
            )
            kept += 1
        except Refused as refused:
            why = f"{file.name}{pgettext('before an explanation', ': ')}{refused.message}"
            unkept = unkept or Refused(why, code=refused.code, field=refused.field)
    if kept:
        words = ngettext(
            "%(n)s file is with the report. Photos keep no place.",
            "%(n)s files are with the report. Photos keep no place.",
            kept,
        )
        messages.success(request, words % {"n": kept})
    return unkept


def _mention(request: HttpRequest, unkept: Refused | None) -> None:
    """Say it beside something else that is to be mended first."""
    if unkept is not None:
        messages.error(request, unkept.message)


def _file_id(key: uuid.UUID | None, data: bytes, of: str) -> uuid.UUID | None:
    """The same file sent twice by one page is one; another one from the same page is not."""
    return key and uuid.uuid5(key, f"{hashlib.sha256(data).hexdigest()}|{of}")


def _form(
    request: HttpRequest,
    found: Report,
    written: Any = None,
    refused: Refused | None = None,
    missing: list[lacking.Lack] | None = None,
    waiting: bool = False,
    status: int = 200,
) -> HttpResponse:
    wrong = refused.wrong if isinstance(refused, actions.Unread) else []
    figures = showing.figures(found, written, wrong)
    revision = found.revision if written is None else _revision(written)
    base = {"values": found.values, "answers": found.answers}
    context = {
        **about(found),
        "figures": figures,
        "questions": showing.questions(found, written),
        "done": sum(row.indicator.slug in found.values for row in figures),
        "wrong": [(row, showing.anchor(row.indicator.slug)) for row in figures if row.is_wrong],
        "refused": refused,
        "missing": [(one, _place(one, figures)) for one in missing or ()],
        "waiting": written is not None and waiting,
        "marks": MARKS.items(),
        "revision": revision,
        "base": written.get("base", "{}") if written is not None else json.dumps(base),
        "key": ids.uuid7(),
        "returned": found.steps.filter(kind="returned").last()
        if found.state == Report.State.RETURNED
        else None,
        "free_files": [one for one in evidence.of(found) if one.indicator_id is None],
        "caption": written.get("caption", "") if written is not None else "",
    }
    return render(request, "plans/reporting/fill.html", context, status=status)


def _choose(
    request: HttpRequest,
    theirs: Report,
    written: dict[str, str],
    values: Values,
    answers: dict[str, str],
    again: bool = False,
) -> HttpResponse:
    """Both versions side by side; what was typed travels along in hidden fields."""
    rows = showing.differing(theirs, values, answers, _base(written))
    sent = ("do", "revision", "choosing", "remove", "key")
    kept = {n: v for n, v in written.items() if n not in sent and not n.startswith("choose|")}
    context = {
        **about(theirs),
        "rows": [(row, written.get(row.name, row.chosen)) for row in rows],
        "kept": kept,
        "revision": theirs.revision,
        "again": again,
        "other": queries.person_name(theirs.changed_by),
    }
    return render(request, "plans/reporting/choose.html", context, status=409)


def _chosen(
    found: Report, written: dict[str, str], values: Values, answers: dict[str, str]
) -> tuple[Values, dict[str, str]] | None:
    """The version made of both, figure by figure; None when something was not chosen."""
    merged = {slug: dict(cells) for slug, cells in values.items()}
    said = dict(answers)
    for row in showing.differing(found, values, answers, _base(written)):
        choice = written.get(row.name)
        if choice not in ("mine", "theirs"):
            return None
        if choice == "mine":
            continue
        _word, slug, column = row.name.split("|", 2)
        if slug == "answer":
            said[column] = found.answers.get(column, "")
            continue
        cell = found.values.get(slug, {}).get(column)
        cells = merged.setdefault(slug, {})
        if cell is None:
            cells.pop(column, None)
        else:
            cells[column] = cell
    return {slug: cells for slug, cells in merged.items() if cells}, said


def about(found: Report) -> dict[str, Any]:
    """What every page of a report says at its top."""
    period = Period.read(found.period)
    due = found.form.dues.filter(unit=found.unit_id, period=found.period).first()
    return {
        "report": found,
        "form": found.form,
        "period": period,
        "due": due,
        "unit_name": units.name_of(found.unit_id, period.last_day),
    }


def _answers(written: dict[str, str]) -> dict[str, str]:
    given = {n.removeprefix("answer|"): v for n, v in written.items() if n.startswith("answer|")}
    return {name: text.strip() for name, text in given.items() if text.strip()}


def _without_choices(written: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in written.items() if not name.startswith("choose|")}


def _base(written: dict[str, str]) -> dict[str, Any]:
    """What both versions began from, as the form carried it; nothing where it was tampered with."""
    try:
        base = json.loads(written.get("base", "{}"))
    except ValueError:
        return {}
    fits = isinstance(base, dict) and all(
        isinstance(base.get(name, {}), dict) for name in ("values", "answers")
    )
    if not fits or not all(isinstance(one, dict) for one in base.get("values", {}).values()):
        return {}
    found: dict[str, Any] = base
    return found


def _revision(written: Any) -> int:
    try:
        return int(written.get("revision", ""))
    except ValueError:
        return -1


def _place(lack: lacking.Lack, figures: list[showing.Figure]) -> str:
    if lack.indicator and any(row.indicator.slug == lack.indicator for row in figures):
        return showing.anchor(lack.indicator)
    return f"question-{lack.field}"


def _needed(written: str | None) -> uuid.UUID:
    found = uuid_of(written)
    if found is None:
        raise NotFound
    return found
