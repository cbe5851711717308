"""Reads of the bank: the current one, a pinned one as arrays, one item by its name."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.items.models import Bank, ItemParameters, ItemVersion
from suyang.items.sealed import opening
from suyang.psychometrics.items import Items
from suyang.psychometrics.prior import ItemError

# In this order for good: an index stands for a format wherever errors are shared by format.
FORMATS = (
    "single",
    "multiple",
    "entry",
    "inbox",
    "payment",
    "chat",
    "search",
    "permissions",
    "spreadsheet",
    "files",
    "document",
    "consent",
    "ordering",
    "matching",
)
ERROR = ItemError(formats=16)
Flags = npt.NDArray[np.bool_]
# Banks are pinned and small; a server meets the current one and perhaps the last.
KEPT_BANKS = 4


@dataclass(frozen=True)
class Row:
    """What the choice of items and the words of a result need to know of one item."""

    id: int
    slug: str
    competence: str
    level: int
    half: str
    pool: str
    format: str
    elder: bool
    local: bool
    shows: Text


@dataclass(frozen=True)
class Columns:
    """What `rows` say, as arrays of shape (n,): for choosing among hundreds at every answer.

    competence: index in the arrays' competences; format: index in FORMATS.
    """

    slug: npt.NDArray[np.str_]
    half: npt.NDArray[np.str_]
    pool: npt.NDArray[np.str_]
    format: npt.NDArray[np.int64]
    elder: Flags
    local: Flags

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Columns:
        return cls(
            slug=np.array([row.slug for row in rows], dtype=np.str_),
            half=np.array([row.half for row in rows], dtype=np.str_),
            pool=np.array([row.pool for row in rows], dtype=np.str_),
            format=np.array([FORMATS.index(row.format) for row in rows], dtype=np.int64),
            elder=np.array([row.elder for row in rows], dtype=np.bool_),
            local=np.array([row.local for row in rows], dtype=np.bool_),
        )


# Two banks are the same when they are one object: `bank_arrays` keeps them.
@dataclass(frozen=True, eq=False)
class Arrays:
    """Item parameters as arrays: row i of `items` is `rows[i]`, found by its id in `place`.

    competences: codes in order; areas: the index in `area_codes` of each competence.
    """

    rows: tuple[Row, ...]
    items: Items
    competences: tuple[str, ...]
    areas: tuple[int, ...]
    area_codes: tuple[str, ...]
    place: dict[int, int] = field(repr=False)

    @cached_property
    def by_slug(self) -> dict[str, int]:
        """The row of each item by its name: a bank has one version of an item."""
        return {row.slug: number for number, row in enumerate(self.rows)}

    @cached_property
    def columns(self) -> Columns:
        """The rows' properties as arrays."""
        return Columns.of(self.rows)


def current_bank() -> Bank | None:
    return Bank.objects.filter(is_current=True).first()


@lru_cache(maxsize=KEPT_BANKS)
def bank_arrays(bank_id: uuid.UUID) -> Arrays:
    """A pinned bank as arrays; kept in the process, since a pinned bank never changes."""
    return arrays(bank_parameters(bank_id).values())


@lru_cache(maxsize=KEPT_BANKS)
def bank_parameters(bank_id: uuid.UUID) -> dict[int, ItemParameters]:
    """The parameters of a pinned bank, with their items, by id; kept in the process. Sealed items
    are open, where this installation has their key; where it has not, asking for one is refused."""
    found = ItemParameters.objects.filter(banks=bank_id).select_related("item__package")
    return Opened({one.id: one for one in found if opening.opened(one.item)})


class Opened(dict[int, ItemParameters]):
    """What is left out is sealed with a key that is not here."""

    def __missing__(self, _parameters: int) -> ItemParameters:
        raise opening.no_key()


def has_unopened(bank_id: uuid.UUID) -> bool:
    """Whether items of a pinned bank are sealed with a key that this installation has not."""
    pinned = ItemParameters.objects.filter(banks=bank_id).count()
    return pinned > len(bank_parameters(bank_id))


def arrays(parameters: Iterable[ItemParameters]) -> Arrays:
    """These parameters as arrays, in the order of the items' names."""
    chosen = sorted(parameters, key=lambda one: (one.item.slug, one.id))
    rows = tuple(_row(one) for one in chosen)
    competences = tuple(sorted({row.competence for row in rows}, key=_natural))
    area_codes = tuple(sorted({area_of(code) for code in competences}, key=_natural))
    areas = tuple(area_codes.index(area_of(code)) for code in competences)
    return Arrays(
        rows=rows,
        items=_items(chosen, rows, competences, areas),
        competences=competences,
        areas=areas,
        area_codes=area_codes,
        place={row.id: number for number, row in enumerate(rows)},
    )


def area_of(competence: str) -> str:
    """The area of a competence: `1` of `1.2`."""
    return competence.split(".")[0]


def newest(slug: str) -> ItemVersion:
    """The newest version of an item; sealed ones do not exist for whoever asks."""
    found = (
        ItemVersion.objects.filter(slug=slug)
        .exclude(pool="certification")
        .filter(package=None)
        .order_by("version")
        .last()
    )
    if found is None:
        raise NotFound
    return found


def _row(parameters: ItemParameters) -> Row:
    item = parameters.item
    return Row(
        id=parameters.id,
        slug=item.slug,
        competence=item.competence,
        level=item.level,
        half=item.half,
        pool=item.pool,
        format=item.format,
        elder=item.elder,
        local="local" in item.body,
        # What a sealed item is about stays with it.
        shows={} if item.package_id else item.body["shows"],
    )


def _items(
    parameters: Sequence[ItemParameters],
    rows: Sequence[Row],
    competences: Sequence[str],
    areas: Sequence[int],
) -> Items:
    index = {code: number for number, code in enumerate(competences)}
    width = max((len(one.steps) for one in parameters), default=0) or 1
    expert = [one.provenance == ItemParameters.Provenance.EXPERT for one in parameters]
    shared = ERROR.level + ERROR.area + ERROR.format
    return Items.of(
        competence=[index[row.competence] for row in rows],
        area=[areas[index[row.competence]] for row in rows],
        level=[row.level - 1 for row in rows],
        format=[FORMATS.index(row.format) for row in rows],
        a=[one.discrimination for one in parameters],
        b=[one.difficulty for one in parameters],
        c=[one.guessing for one in parameters],
        # An expert's error is partly shared by level, area and format; the rest is the item's.
        own_sd=[
            max(one.difficulty_sd**2 - shared * by_expert, 0) ** 0.5
            for one, by_expert in zip(parameters, expert, strict=True)
        ],
        shared=[float(by_expert) for by_expert in expert],
        categories=[len(one.steps) + 1 if one.steps else 2 for one in parameters],
        steps=np.array(
            [[*one.steps, *[0.0] * (width - len(one.steps))] for one in parameters],
            dtype=np.float64,
        ).reshape(len(parameters), width),
    )


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """1.2 before 1.10, and letters after numbers."""
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in code.split("."))
