"""The list of a person's checks, and how they line up on one axis of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from suyang.assessment import queries, report
from suyang.assessment.history.change import LIKELY, Moved, moved
from suyang.assessment.history.evidence import METHOD, Evidence, evidence, years
from suyang.assessment.models import Check
from suyang.assessment.results import pictures
from suyang.assessment.results.wording import Names, words
from suyang.foundation import charts, clock, numbers
from suyang.foundation.texts import Text
from suyang.frameworks.queries import MAIN
from suyang.items.queries import area_of
from suyang.people.models import Person

_POINTS: Final = 60


@dataclass(frozen=True)
class Line:
    """A check in the list. `said` is its overall result; empty while it is open or names none."""

    check: Check
    title: Text
    about: str
    said: str


def page(person: Person) -> dict[str, Any]:
    """The context of the page: every check, and the picture once there are two to line up."""
    checks = queries.checks_of(person)
    names = Names(MAIN)
    context: dict[str, Any] = {"lines": [_line(check, names) for check in checks]}
    found = evidence(checks)
    if found is None or found.posterior.times.size < 2:
        return context
    titles = {check.id: check.blueprint.body["title"] for check in checks}
    overall = _Way(found, found.codes, _("Overall"), "course", names, titles)
    areas = [
        _Way(found, codes, names.of(area), f"course-{area}", names, titles)
        for area, codes in _by_area(found.codes).items()
    ]
    return context | {
        "moved": overall.moved,
        "course": overall.drawn(_note(found)),
        "areas": [way.drawn(small=True) for way in areas if way.stations],
    }


class _Way:
    """One quantity, the mean of some competences, over all the person's time."""

    def __init__(
        self,
        found: Evidence,
        codes: Iterable[str],
        name: str,
        key: str,
        names: Names,
        titles: dict[Any, Text],
    ) -> None:
        self.name, self.key, self.names = name, key, names
        self.codes = wanted = set(codes)
        needed = report.ENOUGH_OVERALL if wanted == set(found.codes) else report.ENOUGH_OF_PART
        own: dict[dt.date, int] = {}
        for check_id, day in found.days.items():
            own[day] = own.get(day, 0) + sum(found.own[check_id][code] for code in wanted)
        days = sorted(found.days.values())
        at = sorted(
            {*np.linspace(years(days[0]), years(clock.today()), _POINTS), *map(years, days)}
        )
        weights = found.weights(wanted)
        place = _places(found, at, weights)
        self.path = tuple(charts.CoursePoint(time, place[time]) for time in at)
        # A check without answers of the person's own on it says nothing here.
        self.stations = tuple(
            (day, charts.CoursePoint(years(day), place[years(day)]))
            for day in sorted(own)
            if own[day] >= needed
        )
        self.moved = self._moved(found)

    def _moved(self, found: Evidence) -> Moved | None:
        if len(self.stations) < 2:
            return None
        start, end = self.stations[0][1].at, self.stations[-1][1].at
        return moved(found, start, end, self.codes, "", self.name)

    def drawn(self, note: str = "", *, small: bool = False) -> charts.Chart:
        labels = pictures.band_labels(self.names)
        today = "" if self.path[-1].at == self.stations[-1][1].at else _("today")
        return charts.course(
            charts.Course(
                key=self.key,
                title=self.name,
                description=self._told(labels),
                sentence=self._sentence(small),
                note=note,
                bands=labels,
                path=self.path,
                stations=tuple((_month(day), point) for day, point in self.stations),
                table=self._table(),
                end_label=today,
                small=small,
            )
        )

    def _told(self, bands: tuple[str, ...]) -> str:
        """What the picture shows, said check by check."""
        return " ".join(
            _("%(name)s: %(said)s.") % {"name": date_format(day), "said": _reach(point, bands)}
            for day, point in self.stations
        )

    def _sentence(self, small: bool) -> str:
        if self.moved is None:
            return self.name
        if small:
            return _("%(name)s: %(moved)s") % {"name": self.name, "moved": self.moved.said}
        return _("Between checks less is known, so the band is wider there.")

    def _table(self) -> charts.Table:
        rows = [
            (
                date_format(day),
                numbers.decimal(point.value.value),
                numbers.interval(
                    numbers.decimal(point.value.low), numbers.decimal(point.value.high)
                ),
            )
            for day, point in self.stations
        ]
        if self.path[-1].at > self.stations[-1][1].at:
            last = self.path[-1].value
            interval = numbers.interval(numbers.decimal(last.low), numbers.decimal(last.high))
            rows.append((_("today"), numbers.decimal(last.value), interval))
        headings = (_("Day"), _("Middle, 0 to 3"), _("80% interval"))
        return charts.Table(self.name, headings, tuple(rows))


def _places(found: Evidence, at: list[float], weights: Any) -> dict[float, charts.Estimate]:
    known = found.posterior.at(at, weights)
    return {
        time: charts.Estimate(
            report.position(mean),
            report.position(mean - LIKELY * sd),
            report.position(mean + LIKELY * sd),
        )
        for time, mean, sd in zip(at, known.mean, known.sd, strict=True)
    }


def _reach(point: charts.CoursePoint, bands: tuple[str, ...]) -> str:
    """The bands over which a point's interval reaches."""
    low, high = (
        bands[min(int(end), len(bands) - 1)] for end in (point.value.low, point.value.high)
    )
    return low if low == high else _("from %(low)s to %(high)s") % {"low": low, "high": high}


def _line(check: Check, names: Names) -> Line:
    kept = check.result.report if check.finished_at else None
    reported = check.blueprint.body["report"]
    one = len(check.competences) == 1
    said = ""
    if kept and "overall" in reported:
        said = words(kept["overall"], names)
    elif kept and one and "competences" in reported:
        said = words(kept["competences"][check.competences[0]], names)
    about = names.of(check.competences[0]) if one else ""
    return Line(check, check.blueprint.body["title"], about, said)


def _by_area(codes: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in codes:
        found.setdefault(area_of(code), []).append(code)
    return found


def _month(day: dt.date) -> str:
    return f"{day.year}-{day.month:02}"


def _note(found: Evidence) -> str:
    return _(
        "All checks together, on a provisional scale. The coloured band covers 80%% of what is "
        "possible. Method: %(method)s."
    ) % {"method": METHOD}
