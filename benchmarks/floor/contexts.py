"""Writes what the floor's pages show: `python -m benchmarks.floor.contexts FILE`, under Suyang.

The items that a quick check may present, and for the page that is always the same the middle one of
them by length.
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
    items = _items()
    content = {
        "context": _context(items[len(items) // 2]),
        "items": items,
        "addresses": list(_addresses(get_resolver(), "")),
    }
    file.write_text(json.dumps(content, default=str))


def _items() -> list[dict[str, Any]]:
    """As the page's template takes them, by length."""
    from suyang.assessment import queries
    from suyang.items import rendering
    from suyang.items.models import ItemVersion

    items = ItemVersion.objects.filter(
        parameters__banks__is_current=True, pool__in=queries.blueprint("quick").body["pools"]
    )
    bodies = sorted((item.body for item in items), key=lambda body: len(json.dumps(body)))
    return [dataclasses.asdict(rendering.draw(body)) for body in bodies]


def _context(item: dict[str, Any]) -> dict[str, Any]:
    from suyang.assessment import queries
    from suyang.foundation.ids import uuid7

    check = uuid7()
    return {
        "check": {"id": check, "elder": False},
        "body": queries.blueprint("quick").body,
        "shown": {"id": uuid7(), "position": 6},
        "item": item,
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
