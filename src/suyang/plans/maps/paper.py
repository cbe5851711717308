"""A map on paper: the picture and its table, as PDF."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _

from suyang.foundation.charts import Chart
from suyang.foundation.documents.model import Figure, Report, Section, Table
from suyang.foundation.documents.pdf import render
from suyang.organisations import queries as units
from suyang.plans.periods import Period

MEDIA_TYPE = "application/pdf"


def write(chart: Chart, unit_name: str, period: Period) -> bytes:
    """Raises DocumentError."""
    title = _("Map of the units below %(unit_name)s") % {"unit_name": unit_name}
    table = Table(chart.table.caption, chart.table.headings, chart.table.rows, numeric=(1,))
    paper = Report(
        title=title,
        subtitle=chart.title,
        as_of=period.words(),
        footer=f"{chart.title} · {unit_name} · {period.words()}",
        demonstration=units.demonstration_label(),
        sections=(
            Section(chart.title, (Figure.of(chart),)),
            Section(_("Unit by unit"), (table,)),
        ),
    )
    return render(paper, translation.get_language() or "zh-hans")
