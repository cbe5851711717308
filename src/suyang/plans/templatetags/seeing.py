"""Words of the pages of the plan's state."""

from __future__ import annotations

from collections.abc import Sequence

from django import template

from suyang.foundation.texts import plain
from suyang.plans.figures.queries import Figure
from suyang.plans.models import Indicator
from suyang.plans.seeing import words
from suyang.plans.seeing.overview import Line

register = template.Library()
register.filter("task_state", words.state)
register.filter("unit_group", words.group)


@register.filter
def figure_of(one: Figure, indicator: Indicator) -> str:
    """The number, or the word for why there is none."""
    return words.value(one, indicator.kind)


@register.filter
def behind(one: Figure) -> str:
    return words.behind(one)


@register.filter
def change(line: Line) -> str:
    """Against the period before."""
    return words.change(line.figure.now, line.figure.before, line.indicator.kind)


@register.filter
def change_in_a_year(line: Line) -> str:
    return words.change(line.figure.now, line.figure.a_year_ago, line.indicator.kind)


@register.filter
def indicator_name(one: Indicator) -> str:
    """An indicator's name; one that was not published says so."""
    name = one.body.get("name")
    return words.mark("not_published") if name == "not_published" else plain(name)


@register.filter
def in_kind(what: float, indicator: Indicator) -> str:
    return words.number(what, indicator.kind)


@register.simple_tag
def figure_in(one: Figure, columns: Sequence[Indicator], place: int) -> str:
    """A figure of a row whose columns are indicators."""
    return words.value(one, columns[place].kind)
