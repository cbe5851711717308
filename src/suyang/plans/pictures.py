"""The pictures of a task's page, each with its sentence and its table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation import numbers
from suyang.foundation.charts import (
    BandRow,
    BandsBeforeAfter,
    Chart,
    CountsByPlace,
    Estimate,
    Mark,
    PlaceRow,
    bands_before_after,
    counts_by_place,
)
from suyang.foundation.texts import plain
from suyang.frameworks import queries as frameworks
from suyang.plans import levels as level_figures


def levels_sentence(body: dict[str, Any], n: int) -> str:
    """What the level figure says, in words that claim no more than the interval supports."""
    change = body["at_least_intermediate"]["change"]
    points, low, high = (numbers.points(change[part]) for part in ("value", "low", "high"))
    values = {"n": n, "points": points, "low": low, "high": high}
    if change["low"] > 0:
        text = _(
            "Among these %(n)s participants the expected share at intermediate or above was "
            "%(points)s percentage points higher after than before (95%% interval %(low)s to "
            "%(high)s)."
        )
    elif change["high"] < 0:
        text = _(
            "Among these %(n)s participants the expected share at intermediate or above was lower "
            "after than before: %(points)s percentage points (95%% interval %(low)s to %(high)s)."
        )
    else:
        text = _(
            "Among these %(n)s participants no change is shown: %(points)s percentage points at "
            "intermediate or above, with a 95%% interval from %(low)s to %(high)s that holds zero."
        )
    return text % values


def levels_note(shown: level_figures.Shown) -> str:
    when = shown.computed_at.date().isoformat() if shown.computed_at else ""
    return _(
        "These participants, not the population. Without a comparison group this is a change and "
        "not an effect. n = %(n)s with both checks and consent; the interval covers people's "
        "uncertainty and the items' shared error; provisional scale; computed %(when)s."
    ) % {"n": shown.n, "when": when}


def levels(shown: level_figures.Shown) -> Chart | None:
    """Shares per band before and after; None where there is nothing to show."""
    if shown.state != "shown" or not shown.body or shown.n is None:
        return None
    names = frameworks.band_names()
    body = shown.body
    last = body["bands"][-1]
    rows = tuple(
        BandRow(
            label=_("%(band)s or above") % {"band": plain(names[band])}
            if band == last
            else plain(names[band]),
            before=_estimate(body["before"][number]),
            after=_estimate(body["after"][number]),
        )
        for number, band in enumerate(body["bands"])
    )
    return bands_before_after(
        BandsBeforeAfter(
            key="levels",
            title=_("Expected share in each band, before and after"),
            description=_(
                "For each band two lines, before and after: a dot at the expected share and a bar "
                "for its 95% interval, on a scale from 0 to 100 percent."
            ),
            sentence=levels_sentence(body, shown.n),
            note=levels_note(shown),
            band_label=_("Band"),
            before_label=_("Before"),
            after_label=_("After"),
            interval_label=_("95% interval"),
            rows=rows,
        )
    )


def people_by_place(figures: Any) -> Chart | None:
    """People trained by place, from zero, in the order of the places' codes."""
    rows = tuple(PlaceRow(row.counts.name, row.counts.people.number) for row in figures.places)
    if not rows:
        return None
    places = sum(1 for row in figures.places if row.counts.people.number)
    people = figures.whole.people.number
    sentence = ngettext(
        "%(people)s person took part, in %(places)s of %(all)s places.",
        "%(people)s people took part, in %(places)s of %(all)s places.",
        people,
    ) % {"people": people, "places": places, "all": len(rows)}
    return counts_by_place(
        CountsByPlace(
            key="places",
            title=_("People trained, by place"),
            description=_("One bar for each place, beginning at zero, with its number beside it."),
            sentence=sentence,
            note=_("Different people with at least one attendance, counted from the events."),
            marks={Mark.MISSING: _("no report")},
            place_label=_("Place"),
            unit=_("people"),
            rows=rows,
        )
    )


def _estimate(values: dict[str, float]) -> Estimate:
    return Estimate(values["value"], values["low"], values["high"])
