"""Overall, areas and competences of a report, with all that is said of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from suyang.assessment import nextsteps
from suyang.assessment.models import Check
from suyang.assessment.nextsteps import Link
from suyang.assessment.results import wording as say
from suyang.assessment.results.wording import Names
from suyang.foundation.texts import Text
from suyang.items.models import ItemVersion
from suyang.psychometrics.scale import BANDS, LEVELS_PER_BAND

PRACTICE = 2


@dataclass(frozen=True)
class Meaning:
    """A band that is left open, and what it means in life."""

    name: str
    text: Text


@dataclass(frozen=True)
class Part:
    """One line of a result. `kept` is the stored report's part."""

    code: str
    name: str
    said: str
    enough: bool
    chance: int
    own: int
    meanings: tuple[Meaning, ...]
    kept: dict[str, Any]


@dataclass(frozen=True)
class Competence(Part):
    """`advice`: what to do next; `lessons` and `practice` help with it."""

    levels: str
    levels_chance: int
    borrowed: str
    advice: Text
    lessons: tuple[Link, ...]
    practice: tuple[Link, ...]


@dataclass(frozen=True)
class Area(Part):
    competences: tuple[Competence, ...]
    tally: str


def overall(report: dict[str, Any], names: Names) -> Part:
    said = report["overall"]
    return Part("", _("Overall"), **_told(said, names), meanings=_bands(said, names))


def areas(check: Check, names: Names) -> list[Area]:
    """The areas that the report covers, each with its competences."""
    report = check.result.report
    found = competences(check, names)
    return [
        Area(
            code,
            names.of(code),
            **_told(said, names),
            meanings=_bands(said, names),
            competences=(inside := tuple(c for c in found if c.code.split(".")[0] == code)),
            tally=tally(inside),
        )
        for code, said in report["areas"].items()
    ]


def competences(check: Check, names: Names) -> list[Competence]:
    practice = _practice_items()
    return [
        _competence(code, said, names, practice.get(code, []))
        for code, said in check.result.report["competences"].items()
    ]


def tally(parts: Sequence[Competence]) -> str:
    """How many competences are in one band, in a range, still open; what is none is left out."""
    single = sum(part.enough and part.kept["lowest"] == part.kept["highest"] for part in parts)
    opened = sum(not part.enough for part in parts)
    counted = (
        (single, _("%(n)s in one band")),
        (len(parts) - single - opened, _("%(n)s in a range")),
        (opened, _("%(n)s still open")),
    )
    told = pgettext("between parts of a sentence", ", ").join(
        phrase % {"n": number} for number, phrase in counted if number
    )
    return ngettext(
        "Of %(all)s competence: %(told)s.", "Of %(all)s competences: %(told)s.", len(parts)
    ) % {"all": len(parts), "told": told}


def _competence(
    code: str, said: dict[str, Any], names: Names, practice: list[ItemVersion]
) -> Competence:
    band = said["lowest"] if said["enough"] else BANDS[0]
    body = names.bodies.get(code, {})
    levels = said.get("levels")
    return Competence(
        code,
        names.of(code),
        **_told(said, names),
        meanings=tuple(
            Meaning(names.band(one), names.in_life(code, one))
            for one in (say.inside(said) if said["enough"] else ())
        ),
        levels=say.levels(said, names),
        levels_chance=say.chance(levels["probability"]) if levels else 0,
        borrowed=say.borrowed(said),
        advice=body.get("next", {}).get(band, {}),
        lessons=tuple(nextsteps.links(code, band)),
        practice=_nearest(practice, band),
    )


def _practice_items() -> dict[str, list[ItemVersion]]:
    """By competence: the newest version of each item that is open to everybody."""
    newest = {
        one.slug: one for one in ItemVersion.objects.filter(pool="practice").order_by("version")
    }
    found: dict[str, list[ItemVersion]] = {}
    for one in newest.values():
        found.setdefault(one.competence, []).append(one)
    return found


def _nearest(practice: list[ItemVersion], band: str) -> tuple[Link, ...]:
    """Those of the band first, then the nearest above it, then the nearest below."""
    level = BANDS.index(band) * LEVELS_PER_BAND + 1
    chosen = sorted(practice, key=lambda one: (one.level < level, abs(one.level - level), one.slug))
    return tuple(Link.to_item(one.body["shows"], one.slug) for one in chosen[:PRACTICE])


def _told(said: dict[str, Any], names: Names) -> dict[str, Any]:
    return {
        "said": say.words(said, names),
        "enough": said["enough"],
        "chance": say.chance(said["probability"]),
        "own": said["own"],
        "kept": said,
    }


def _bands(said: dict[str, Any], names: Names) -> tuple[Meaning, ...]:
    if not said["enough"]:
        return ()
    return tuple(Meaning(names.band(one), names.describe(one)) for one in say.inside(said))
