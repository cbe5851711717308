"""Writes what the floor's page shows: `python -m benchmarks.floor.contexts FILE`, under Suyang.

The item is the middle one by length of those that a quick check may present.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern


def main(file: Path) -> None:
    django.setup()
    content = {"context": _context(), "addresses": list(_addresses(get_resolver(), ""))}
    file.write_text(json.dumps(content, default=str))


def _context() -> dict[str, Any]:
    from suyang.assessment import queries
    from suyang.foundation.ids import uuid7
    from suyang.items import rendering
    from suyang.items.models import ItemVersion

    blueprint = queries.blueprint("quick")
    items = ItemVersion.objects.filter(
        parameters__banks__is_current=True, pool__in=blueprint.body["pools"]
    )
    bodies = sorted((item.body for item in items), key=lambda body: len(json.dumps(body)))
    check = uuid7()
    return {
        "check": {"id": check, "elder": False},
        "body": blueprint.body,
        "shown": {"id": uuid7(), "position": 6},
        "item": dataclasses.asdict(rendering.draw(bodies[len(bodies) // 2])),
        "refusal": None,
        "about": 12,
        "assisted": False,
        "preferences": {"direction": "ltr", "classes": "size-normal theme-auto", "elder": False},
        "actor": {"signed_in": False},
        "installation": {"demonstration": False},
        "here": f"/checks/{check}/",
    }


def _addresses(resolver: URLResolver, before: str) -> Iterator[tuple[str, str]]:
    """Route and name of every address that has both and stands in no namespace."""
    for one in resolver.url_patterns:
        if not isinstance(one.pattern, RoutePattern):
            continue
        route = before + str(one.pattern)
        if isinstance(one, URLResolver) and not one.namespace:
            yield from _addresses(one, route)
        elif isinstance(one, URLPattern) and one.name and one.name != "healthz":
            yield route, one.name


if __name__ == "__main__":
    main(Path(sys.argv[1]))
