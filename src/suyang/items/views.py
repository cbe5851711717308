"""The public page of an item: all of it for practice, only what it is for the other pools."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.frameworks import queries as frameworks
from suyang.items import formats, permissions, queries, rendering
from suyang.items.models import ItemParameters, ItemVersion


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, slug: str) -> HttpResponse:
    """Nothing that is tried here is kept or measured."""
    found = queries.newest(slug)
    drawn = _drawn(request, found.body) if permissions.may_see_key(found) else None
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
            "format_name": formats.NAMES[found.format],
            "drawn": drawn,
        },
        status=422 if drawn is not None and drawn.asks_again else 200,
    )


def _drawn(request: HttpRequest, body: dict[str, Any]) -> rendering.Drawn:
    """To be tried; tried, with what was right and why; or with its answer, when that was wanted."""
    if request.method != "POST":
        return rendering.draw(body, feedback="answer" in request.GET)
    answer = rendering.read(body, request.POST)
    missing = rendering.missing(body, answer)
    if missing:
        errors = dict.fromkeys(missing, _("Please answer here, then look again."))
        return rendering.draw(body, answer, errors=errors)
    return rendering.draw(body, answer, feedback=True)


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
