"""Making a year's report: seen on its page, or taken along as a file."""

from __future__ import annotations

import uuid

from suyang.foundation import audit
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import LANGUAGES
from suyang.organisations.permissions import Actor, require
from suyang.plans.models import Plan
from suyang.plans.yearly import building, docx, paper, queries
from suyang.plans.yearly.model import Year

FORMATS = {"docx": docx, "pdf": paper}


def make(actor: Actor, plan: Plan, unit: uuid.UUID, year: int, language: str) -> Year:
    """The report's content. The caller has asked whether the actor sees the plan.

    Raises Denied without `report.make` in the unit, NotFound for a language there is not."""
    require(actor, "report.make", unit)
    if language not in LANGUAGES:
        raise NotFound
    return building.build(queries.facts(actor, plan, unit, year), language)


def take_along(
    actor: Actor, plan: Plan, unit: uuid.UUID, year: int, language: str, format: str
) -> tuple[bytes, str, str]:
    """The report as a file: its bytes, media type and name. That it was taken is written down.

    Raises like `make`, and NotFound for a format there is not."""
    written = FORMATS.get(format)
    if written is None:
        raise NotFound
    made = make(actor, plan, unit, year, language)
    data = written.write(made)
    audit.record(
        f"plan:{plan.slug}",
        actor,
        "year.reported",
        unit=str(unit),
        year=year,
        language=language,
        format=format,
    )
    return data, written.MEDIA_TYPE, f"{made.name}-{language}.{format}"
