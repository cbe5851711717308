"""The public page of an item: all of it for practice, only what it is for the other pools."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.frameworks import queries as frameworks
from suyang.items import permissions, queries, rendering
from suyang.items.models import ItemParameters, ItemVersion


def item(request: HttpRequest, slug: str) -> HttpResponse:
    found = queries.newest(slug)
    parameters = found.parameters.order_by("valid_from", "id").last()
    return render(
        request,
        "items/item.html",
        {
            "version": found,
            "competence_name": _competence_name(found),
            "languages": sorted(found.body["stem"]),
            "parameters": parameters,
            "piloted": parameters is not None and parameters.responses > 0,
            "calibrated": parameters is not None
            and parameters.provenance == ItemParameters.Provenance.CALIBRATED,
            **_solved(found.body),
            "drawn": rendering.draw(found.body, feedback=True)
            if permissions.may_see_key(found)
            else None,
        },
    )


def _competence_name(found: ItemVersion) -> Text:
    try:
        name: Text = frameworks.competence_bodies(found.framework)[found.competence]["name"]
    except (NotFound, KeyError):
        return {}
    return name


def _solved(body: dict[str, Any]) -> dict[str, bool]:
    """Who solved the item without its key: people, or language models only."""
    by = {solved["by"] for solved in body.get("solved", ())}
    return {"solved_by_people": "person" in by, "solved_by_models": "language model" in by}
