"""A unit to choose in a form: from a list while they are few, by its code or name where not.

A list of a county's villages helps; one of 600,000 organisations helps nobody and takes a minute to
load. A field that is written into reaches every unit there is.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Final

from django import forms

from suyang.foundation.texts import plain
from suyang.organisations import queries, tree
from suyang.organisations.forms import offer
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor
from suyang.organisations.unit_forms import UnitField, in_the_list_lazy

FEW: Final = 200


def few(tops: Sequence[uuid.UUID], on: dt.date) -> list[uuid.UUID] | None:
    """All units at and below some, in the order of depth and code; None where there are more than
    a list holds."""
    every = tree.within(tops, on).order_by("depth", "unit__code")
    found = list(dict.fromkeys(every[: FEW + 1]))
    return found if len(found) <= FEW else None


def ask_for(
    form: forms.Form,
    field: str,
    actor: Actor,
    action: str,
    tops: Sequence[uuid.UUID],
    *,
    without: Collection[uuid.UUID] = (),
) -> None:
    """Let a field of the form, a `ChoiceField`, choose a unit at or below `tops` in which the actor
    may do `action`. Its value is then `chosen`'s."""
    listed = few(tops, actor.on)
    if listed is not None:
        wanted = [one for one in listed if one not in without]
        offer(form, field, [(str(k), plain(v)) for k, v in queries.names(wanted).items()])
        return
    written = UnitField(
        label=form.fields[field].label,
        help_text=in_the_list_lazy(),
    )
    written.for_actor(actor, action, tops[0])
    written.tops, written.without = tops, without
    first = form.initial.get(field)
    unit = queries.unit(uuid.UUID(str(first))) if first else None
    if unit is not None:
        form.initial[field] = unit
    form.fields[field] = written


def chosen(value: Unit | str) -> uuid.UUID:
    """The id of what was chosen in either kind of field."""
    return value.id if isinstance(value, Unit) else uuid.UUID(value)
