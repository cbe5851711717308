"""The numbered notes: what stands behind each figure, and where it can be looked at again."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suyang.foundation.texts import plain
from suyang.plans.figures.cells import TOTAL
from suyang.plans.figures.queries import Figure
from suyang.plans.indicators.words import KINDS
from suyang.plans.models import Indicator, IndicatorMethod
from suyang.plans.yearly import wording
from suyang.plans.yearly.model import Note


class Notes:
    """Notes in the order in which they are first asked for; the same figure has one note."""

    def __init__(self, unit: uuid.UUID, unit_name: str) -> None:
        self.unit, self.unit_name = unit, unit_name
        self.all: list[Note] = []
        self._numbers: dict[object, int] = {}
        self._methods: dict[tuple[int, int], IndicatorMethod] = {}

    def know(self, indicators: list[Indicator]) -> None:
        """Read the methods of these indicators at once."""
        rows = IndicatorMethod.objects.filter(indicator__in=indicators)
        self._methods |= {(one.indicator_id, one.number): one for one in rows}

    def figure(self, indicator: Indicator, found: Figure | None) -> tuple[int, ...]:
        """The note of a figure; none where there is no number."""
        if found is None or found.value is None:
            return ()
        key = (indicator.slug, found.unit, str(found.period), found.column)
        if key not in self._numbers:
            asked = {"unit": found.unit, "period": found.period}
            if found.column != TOTAL:
                asked["column"] = found.column
            self._add(
                key,
                self._about(indicator, found),
                address("indicator-compare", indicator.slug, **asked),
            )
        return (self._numbers[key],)

    def counted(self, what: str, text: str, where: str) -> tuple[int, ...]:
        """The note of numbers that are no indicator's, such as how many tasks there are."""
        if what not in self._numbers:
            self._add(what, text, where)
        return (self._numbers[what],)

    def _add(self, key: object, text: str, where: str) -> None:
        self.all.append(Note(len(self.all) + 1, text, where))
        self._numbers[key] = len(self.all)

    def _about(self, indicator: Indicator, found: Figure) -> str:
        parts = [
            wording.name_in(indicator, found.column),
            wording.pair(pgettext("office", "Unit"), self.unit_name),
            wording.pair(_("Period"), self._period(indicator, found)),
            wording.pair(_("Kind"), KINDS.get(indicator.kind, indicator.kind)),
            wording.pair(_("Source"), wording.source(indicator, found)),
        ]
        if counted_in := wording.counted_in(indicator):
            parts.insert(3, wording.pair(_("Counted in"), counted_in))
        if rests := wording.rests(found):
            parts.append(wording.pair(_("It rests on"), rests))
        parts.append(self._method(indicator, found.method))
        if not indicator.official:
            parts.append(_("not an official indicator"))
        return wording.listed(*parts)

    def _period(self, indicator: Indicator, found: Figure) -> str:
        adds_up = indicator.over_time == Indicator.OverTime.SUM
        whole = wording.whole_year(indicator, found)
        if not adds_up or not 0 < found.months < whole:
            return found.period.words()
        return _("%(period)s (%(n)s of %(whole)s periods)") % {
            "period": found.period.words(),
            "n": found.months,
            "whole": whole,
        }

    def _method(self, indicator: Indicator, number: int) -> str:
        method = self._methods.get((indicator.pk, number))
        current = indicator.body.get("definition") if number == indicator.method else None
        definition = (method.definition.get("definition") if method else None) or current
        # Without its full stop: the note goes on.
        said = plain(definition).rstrip("。. ") if isinstance(definition, dict) else ""
        if method is not None:
            head = _("Method %(number)s, written down on %(day)s") % {
                "number": number,
                "day": method.valid_from.isoformat(),
            }
        else:
            head = _("Method %(number)s") % {"number": number}
        return wording.pair(head, said) if said else head


def path(name: str, *args: object, **asked: object) -> str:
    """The address of a page within this installation."""
    found = reverse(name, args=args)
    return f"{found}?{urlencode(asked)}" if asked else found


def address(name: str, *args: object, **asked: object) -> str:
    """The same in full, as a paper needs it."""
    return f"{settings.PUBLIC_URL}{path(name, *args, **asked)}"
