"""The profile as PDF: sentence, picture, next steps, what each band means, figures, method."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from suyang.assessment.history.change import Change
from suyang.assessment.models import Check
from suyang.assessment.results import pictures
from suyang.assessment.results.page import page
from suyang.assessment.results.parts import Competence
from suyang.assessment.results.wording import Names
from suyang.foundation import clock
from suyang.foundation.documents.model import Block, Bullets, Figure, Report, Section, Table
from suyang.foundation.documents.pdf import render
from suyang.foundation.texts import plain
from suyang.organisations import queries as units


def pdf(check: Check) -> bytes:
    """The paper in the reader's language. It names nobody: whoever prints it may write a name."""
    return render(report(check), get_language() or "zh-hans")


def report(check: Check) -> Report:
    """Sentence and picture, what changed, next steps, a table an area, then all figures."""
    shown = page(check)
    title = plain(check.blueprint.body["title"])
    finished = check.finished_at or clock.now()
    day = date_format(clock.local_day(finished))
    sections = [Section(_("Where you stand"), _standing(shown))]
    if shown["change"]:
        sections.append(_changed(shown["change"]))
    if shown["steps"]:
        steps = tuple(explained(plain(one.name), plain(one.text)) for one in shown["steps"])
        sections.append(Section(_("Three next steps"), (Bullets(steps, numbered=True),)))
    parts = [(drawn.area.name, drawn.area.competences) for drawn in shown["drawn"]]
    if shown["competences"]:
        parts.append((_("What you were asked about"), tuple(shown["competences"])))
    sections += [Section(name, (_meanings(found),)) for name, found in parts]
    every = [one for _name, found in parts for one in found]
    if every:
        figures = pictures.table(_("All figures"), _("Competence"), every)
        table = Table(figures.caption, figures.headings, figures.rows)
        tally = (shown["tally"],) if shown["tally"] else ()
        sections.append(Section(_("All figures"), (*tally, table)))
    labels = pictures.band_labels(Names(check.blueprint.body["framework"]))
    return Report(
        title=_("Your result: %(title)s") % {"title": title},
        subtitle=day,
        sections=tuple(sections),
        notes_heading=_("What this does not say"),
        notes=not_said(),
        footer=_("Suyang, %(title)s, %(day)s") % {"title": title, "day": day},
        sources_heading=_("How it was found"),
        sources=(
            _("The scale runs from 0 to 3: %(bands)s.") % {"bands": " · ".join(labels)},
            pictures.method_note(check),
        ),
        demonstration=units.demonstration_label(),
        created=finished.replace(microsecond=0),
    )


def explained(what: str, words: str) -> str:
    return f"{what}{pgettext('before an explanation', ': ')}{words}"


def _standing(shown: dict[str, Any]) -> tuple[Block, ...]:
    overall = shown["overall"]
    lines: list[Block] = []
    if overall is not None and overall.enough:
        lines.append(say_overall(overall.said, overall.chance))
        lines += [explained(one.name, plain(one.text)) for one in overall.meanings]
    elif overall is not None:
        lines.append(_("The answers leave too much open to name a band."))
    if shown["chart"]:
        lines.append(Figure.of(shown["chart"]))
    return tuple(lines)


def say_overall(said: str, chance: int) -> str:
    return _("Overall you are most likely in “%(band)s”: %(chance)s in 100.") % {
        "band": said,
        "chance": chance,
    }


def not_said() -> tuple[str, ...]:
    return (
        _(
            "The scale is provisional: the questions have not yet been calibrated with people, so "
            "a band may still move."
        ),
        _(
            "“Or above” means: more than this check can tell apart. The highest levels need work "
            "samples."
        ),
        _("It does not compare you with anybody, and it is no certificate."),
    )


def _changed(found: Change) -> Section:
    table = Table(
        _("Change since then, in widths of a band"),
        (_("Area"), _("Change"), _("80% interval")),
        tuple((moved.name, moved.said, moved.interval) for moved in found.parts),
    )
    since = _("Compared with: %(title)s, %(day)s.") % {
        "title": plain(found.title),
        "day": date_format(found.day),
    }
    return Section(_("What changed"), (since, table))


def _meanings(found: Sequence[Competence]) -> Bullets:
    """A competence each: where, what that means in life, what to do next."""
    return Bullets(tuple("\n".join(_lines(one)) for one in found))


def _lines(one: Competence) -> Iterator[str]:
    sure = f" ({one.chance}/100)" if one.enough else ""
    yield explained(one.name, one.said) + sure
    for each in one.meanings:
        yield explained(each.name, plain(each.text))
    if plain(one.advice):
        yield explained(_("Next"), plain(one.advice))
