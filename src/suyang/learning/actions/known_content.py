"""Which of this installation's content a package speaks of: the same slug, version and text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from suyang.assessment.models import Blueprint
from suyang.foundation import clock, content
from suyang.foundation.permissions import Refused
from suyang.items.models import Bank, ItemParameters
from suyang.learning.models import Programme
from suyang.library.models import Lesson

NAMED = 5


class KnownContent:
    """The rows behind a package's places. Raises Refused naming all that is not here."""

    def __init__(self, body: dict[str, Any]) -> None:
        missing: list[str] = []

        def found(model: Any, named: dict[str, Any], kind: str) -> Any:
            row = model.objects.filter(slug=named["slug"], version=named["version"]).first()
            if row is None or row.digest != named["digest"]:
                missing.append(f"{kind} {named['slug']} {named['version']}")
            return row

        self.programme: Programme = found(Programme, body["programme"], _("programme"))
        self.blueprints: list[Blueprint] = [
            found(Blueprint, one, _("check")) for one in body["blueprints"]
        ]
        self.lessons: list[Lesson] = [found(Lesson, one, _("lesson")) for one in body["lessons"]]
        self.items = [_parameters(one, missing.append) for one in body["items"]]
        if missing:
            raise Refused(
                _(
                    "This installation does not have the content that the group used: %(names)s. "
                    "Load the content of the laptop's version, then choose the package again."
                )
                % {"names": _named(missing)},
                code="unknown_content",
                field="package",
            )
        self._places = body["banks"]
        self._banks: dict[int, Bank] = {}

    def bank(self, place: int) -> Bank:
        """The bank that a check pinned, made of this installation's own rows."""
        if place not in self._banks:
            self._banks[place] = _bank([self.items[item] for item in self._places[place]])
        return self._banks[place]

    def in_bank(self, item: int, bank: int) -> bool:
        return item in self._places[bank]


def _parameters(named: dict[str, Any], missing: Callable[[str], None]) -> Any:
    rows = ItemParameters.objects.select_related("item").filter(
        item__slug=named["slug"], item__version=named["version"], item__digest=named["digest"]
    )
    numbers = ("discrimination", "difficulty", "guessing", "difficulty_sd")
    for row in rows:
        if row.provenance == named["provenance"] and all(
            abs(getattr(row, number) - named[number]) < 1e-9 for number in numbers
        ):
            return row
    missing(f"{_('item')} {named['slug']} {named['version']}")
    return None


def _bank(parameters: list[ItemParameters]) -> Bank:
    """Named by its contents as items.content names banks, so that an equal one is the same row."""
    digest = content.digest(sorted((one.item.slug, one.item.version, one.id) for one in parameters))
    bank, is_new = Bank.objects.get_or_create(
        digest=digest, defaults={"created_at": clock.now(), "is_current": False}
    )
    if is_new:
        bank.items.set(parameters)
    return bank


def _named(missing: list[str]) -> str:
    unique = list(dict.fromkeys(missing))
    more = len(unique) - NAMED
    shown = ", ".join(unique[:NAMED])
    return f"{shown} … (+{more})" if more > 0 else shown
