"""The "as of" report of a key task: the same figures as the page, as PDF and as XLSX."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from suyang.foundation import numbers
from suyang.foundation.documents.model import Figure, Report, Section, Table
from suyang.foundation.documents.pdf import render
from suyang.foundation.documents.xlsx import Column, Kind, Workbook, Worksheet, write_xlsx
from suyang.foundation.texts import plain
from suyang.frameworks import queries as frameworks
from suyang.organisations import queries as units
from suyang.plans import methods, pictures
from suyang.plans.counts import PlaceCounts
from suyang.plans.levels import Shown
from suyang.plans.queries import TaskFigures, issuing_bodies

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make(figures: TaskFigures, format: str) -> tuple[bytes, str]:
    """The report's bytes and media type."""
    return FORMATS[format](figures)


def pdf(figures: TaskFigures) -> tuple[bytes, str]:
    return render(report(figures), translation.get_language() or "zh-hans"), PDF


def report(figures: TaskFigures) -> Report:
    """The report as a document, with every figure's source."""
    task, plan = figures.task, figures.task.plan
    chart = pictures.levels(figures.level)
    counts = Table(
        _("By place"),
        _headings(),
        (
            *(_row(row.counts.name, row.counts, row.level) for row in figures.places),
            _row(_("The whole"), figures.whole, figures.level),
        ),
        numeric=(1, 2, 3),
        note=_(
            "People are different people; attendances are one person on one day. They never "
            "add up together."
        ),
    )
    blocks = (
        _("%(people)s people (人), %(attendances)s attendances (人次), %(groups)s groups.")
        % {
            "people": figures.whole.people.number,
            "attendances": figures.whole.attendances.number,
            "groups": figures.whole.groups,
        },
        counts,
    )
    level_blocks = (Figure.of(chart),) if chart else (_level_words(figures.level),)
    return Report(
        title=f"{task.number} {plain(task.body['title'])}",
        subtitle=f"{plain(plan.title)} · {figures.unit_name}",
        as_of=_("As of the end of %(day)s") % {"day": figures.as_of.isoformat()},
        footer=figures.unit_name,
        demonstration=units.demonstration_label(),
        sections=(
            Section(
                _("What the task is"), (plain(task.body.get("does") or task.body.get("text")),)
            ),
            Section(_("People and attendances"), blocks),
            Section(_("Levels before and after"), level_blocks),
        ),
        notes_heading=_("Notes"),
        notes=(
            _("Lead body, unit and target of the plan's indicator: not published."),
            _("The indicators shown here are Suyang's proposal and not official."),
            *_method_notes(figures),
        ),
        sources_heading=_("Sources"),
        sources=(
            _("Plan: %(title)s (%(bodies)s).")
            % {
                "title": plain(plan.title),
                "bodies": "、".join(plain(body) for body in issuing_bodies(plan)),
            },
            _("Events recorded by the groups, %(events)s in number; none is counted twice.")
            % {"events": sum(figures.by_kind.values())},
        ),
    )


def workbook(figures: TaskFigures) -> tuple[bytes, str]:
    """The same figures as sheets: by place, by band, and what they rest on."""
    kinds = (Kind.TEXT, Kind.WHOLE, Kind.WHOLE, Kind.WHOLE, Kind.TEXT)
    columns = [Column(heading, kind) for heading, kind in zip(_headings(), kinds, strict=True)]
    places = [
        (
            row.counts.name,
            row.counts.people.number,
            row.counts.attendances.number,
            row.counts.groups,
            _level_words(row.level),
        )
        for row in figures.places
    ]
    whole = figures.whole
    places.append(
        (
            _("The whole"),
            whole.people.number,
            whole.attendances.number,
            whole.groups,
            _level_words(figures.level),
        )
    )
    sheets = [Worksheet(_("By place"), tuple(columns), tuple(places))]
    if figures.level.state == "shown" and figures.level.body:
        sheets.append(_bands_sheet(figures.level))
    document = report(figures)
    notes = [(_("Plan"), document.subtitle), (_("State"), document.as_of)]
    notes += [(_("Note"), note) for note in document.notes]
    notes += [(_("Source"), source) for source in document.sources]
    book = Workbook(
        document.title,
        tuple(sheets),
        _("Notes"),
        tuple(notes),
        demonstration=document.demonstration,
    )
    return write_xlsx(book), XLSX


FORMATS: dict[str, Callable[[TaskFigures], tuple[bytes, str]]] = {"pdf": pdf, "xlsx": workbook}


def _headings() -> tuple[str, ...]:
    return (
        _("Place"),
        _("People"),
        _("Attendances"),
        _("Groups"),
        _("Intermediate or above, before → after"),
    )


def _row(name: str, counts: PlaceCounts, level: Shown) -> tuple[str, ...]:
    return (
        name,
        str(counts.people.number),
        str(counts.attendances.number),
        str(counts.groups),
        _level_words(level),
    )


def _level_words(level: Shown) -> str:
    """A level figure in a cell: the numbers, or why there are none."""
    if level.state == "withheld":
        return _("withheld: fewer than ten, or so that ten cannot be worked out")
    if level.state != "shown" or not level.body:
        return _("nobody has taken both checks and agreed to be counted")
    share = level.body["at_least_intermediate"]
    change = (numbers.points(share["change"][end], plus=True) for end in ("low", "high"))
    return _("%(before)s %% → %(after)s %% (change %(change)s points, n = %(n)s)") % {
        "before": numbers.whole(100 * share["before"]["value"]),
        "after": numbers.whole(100 * share["after"]["value"]),
        "change": numbers.interval(*change),
        "n": level.n,
    }


def _method_notes(figures: TaskFigures) -> tuple[str, ...]:
    """How the levels were estimated, and the exact version, once each."""
    levels = (figures.level, *(row.level for row in figures.places))
    labels = dict.fromkeys(level.method for level in levels if level.state == "shown")
    return tuple(
        f"{methods.explained(label)} {methods.version(label)}" for label in labels if label
    )


def _bands_sheet(level: Shown) -> Worksheet:
    body = level.body or {}
    names = frameworks.band_names()
    headings = [_("Band")]
    for occasion in (_("Before"), _("After"), _("Change")):
        headings += [
            occasion,
            _("%(of)s, low") % {"of": occasion},
            _("%(of)s, high") % {"of": occasion},
        ]
    rows = tuple(
        (
            plain(names[band]),
            *(
                body[part][number][value]
                for part in ("before", "after", "change")
                for value in ("value", "low", "high")
            ),
        )
        for number, band in enumerate(body["bands"])
    )
    columns = tuple(
        Column(heading, Kind.PERCENT if place else Kind.TEXT)
        for place, heading in enumerate(headings)
    )
    return Worksheet(_("By band"), columns, rows)
