"""`{% chart c %}`: a figure with its sentence, its picture and its data as a table."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from suyang.foundation.charts.model import Chart

register = template.Library()


@register.inclusion_tag("foundation/charts/chart.html")
def chart(drawn: Chart) -> dict[str, Chart | SafeString]:
    """Show a chart of `foundation.charts`, whose builders escape every text that they draw."""
    return {"chart": drawn, "svg": mark_safe(drawn.svg)}  # noqa: S308
