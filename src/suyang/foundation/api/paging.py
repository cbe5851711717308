"""Lists by an opaque cursor: each page begins after the last row of the one before."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja import Query, Schema
from pydantic import Field

from suyang.foundation.api.problems import NotAsSent

Item = TypeVar("Item")
Row = TypeVar("Row", bound=Model)
MOST = 200
SALT = "api.cursor"

Cursor = Annotated[
    str | None,
    Query(
        default=None,
        max_length=500,
        description=_("Where to go on: `next` of the page before. Its inside is ours."),
    ),
]
Limit = Annotated[
    int,
    Query(default=50, ge=1, le=MOST, description=_("How many items at most.")),
]


class Page(Schema, Generic[Item]):
    """A part of a list; `next` is the cursor of what follows, null at the end."""

    items: list[Item]
    next: str | None = Field(
        default=None, description=_("The cursor of the next page; null at the end.")
    )


def page(
    rows: QuerySet[Row],
    order: str,
    cursor: str | None,
    limit: int,
    shown: Callable[[Row], Any],
) -> dict[str, Any]:
    """The page of `rows` after `cursor`, each as `shown`.

    order: a field with distinct values, with "-" for the largest first. A cursor belongs to its
    list: another list does not take it.
    """
    return page_together(rows, order, cursor, limit, lambda found: [shown(row) for row in found])


def page_together(
    rows: QuerySet[Row],
    order: str,
    cursor: str | None,
    limit: int,
    shown: Callable[[list[Row]], list[Any]],
) -> dict[str, Any]:
    """The same for rows that are shown together, so that what they need is read once."""
    name, backwards = order.lstrip("-"), order.startswith("-")

    def after(value: Any, most: int) -> list[Row]:
        beyond = rows
        if value is not None:
            beyond = rows.filter(**{f"{name}__{'lt' if backwards else 'gt'}": value})
        return list(beyond.order_by(order)[:most])

    return page_of(rows.model, after, order, cursor, limit, shown)


def page_of(
    model: type[Row],
    after: Callable[[Any, int], list[Row]],
    order: str,
    cursor: str | None,
    limit: int,
    shown: Callable[[list[Row]], list[Any]],
) -> dict[str, Any]:
    """The same of a list that is read by `after`: the first so many rows after a value of `order`,
    from the beginning for None.
    """
    name = order.lstrip("-")
    of = f"{model._meta.label}.{order}"
    found = after(None if cursor is None else _read(cursor, of), limit + 1)
    more = len(found) > limit
    found = found[:limit]
    return {
        "items": shown(found),
        "next": _write(getattr(found[-1], name), of) if more else None,
    }


def _write(value: Any, of: str) -> str:
    return signing.dumps(str(value) if isinstance(value, uuid.UUID) else value, salt=SALT + of)


def _read(cursor: str, of: str) -> Any:
    try:
        return signing.loads(cursor, salt=SALT + of)
    except signing.BadSignature:
        raise NotAsSent(
            "query.cursor",
            gettext("This cursor is not from this list. Please begin again without one."),
            "cursor",
        )
