"""Defining an indicator, defining it anew from today on, and ending it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, sources
from suyang.foundation.permissions import NotFound, Refused
from suyang.foundation.texts import Text, plain
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, require
from suyang.plans import formulas, validity
from suyang.plans.figures.sources import want
from suyang.plans.indicators import queries, typing
from suyang.plans.indicators.content import decisive, keep_method
from suyang.plans.indicators.words import refusal
from suyang.plans.models import Indicator, Target
from suyang.plans.reporting import columns

Kind = Indicator.Kind
MOST_COLUMNS = 24
_LOCK = 0x5355_5941_464F_524D  # a number of ours for PostgreSQL's advisory lock


@dataclass(frozen=True)
class Wanted:
    """All that a definition says. Of source and formula at most one; neither: reports."""

    name: Text
    definition: Text
    kind: str
    unit: Text
    comes_from: Text
    frequency: str = Indicator.Frequency.MONTH
    over_time: str = Indicator.OverTime.SUM
    better: str = ""
    columns: tuple[str, ...] = ()
    source: str = ""
    formula: str = ""
    share: bool = True
    # Of an audit: the months for which its result holds; None: until the next audit.
    valid_months: int | None = None
    own_day: bool = False


@transaction.atomic
def define(actor: Actor, owner: Unit, wanted: Wanted, *, id: uuid.UUID) -> Indicator:
    """An indicator of an office's own. The same `id` defines it once; it gives the slug."""
    require(actor, "indicator.define", owner)
    slug = f"own-{id.hex}"
    known = Indicator.objects.filter(slug=slug).first()
    if known is not None:
        return known
    _one_at_a_time()
    _check(actor, slug, wanted)
    row = Indicator(slug=slug, owner=owner, position=1000)
    _fill(row, wanted)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return Indicator.objects.get(slug=slug)
    keep_method(row, by=actor.person_id)
    audit.record(stream(row), actor, "indicator.defined", slug=slug, kind=row.kind)
    _count(row)
    return row


@transaction.atomic
def amend(actor: Actor, indicator: Indicator, wanted: Wanted, *, seen: int, why: Text) -> Indicator:
    """Define it anew from today on: a new method where its figures follow from something else.

    seen: the method that was on the form; raises Refused when it is no longer the newest.
    """
    _one_at_a_time()
    row = _locked(actor, indicator)
    if row.method != seen:
        raise Refused(
            _("Somebody changed this definition meanwhile. Look at it again, then change it."),
            code="changed",
        )
    before = decisive(row)
    _check(actor, row.slug, wanted, row.formula)
    _check_dependents(row, wanted)
    _fill(row, wanted)
    if decisive(row) != before:
        if not any(text.strip() for text in why.values()):
            raise Refused(
                _("Please say why it is counted in another way from now on."),
                code="incomplete",
                field="why",
            )
        row.method += 1
        keep_method(row, why, actor.person_id)
    row.save()
    audit.record(stream(row), actor, "indicator.amended", slug=row.slug, method=row.method)
    _count(row)
    return row


@transaction.atomic
def end(actor: Actor, indicator: Indicator, day: dt.date | None = None) -> Indicator:
    """It is no longer asked for; what was said under it stays."""
    row = _locked(actor, indicator)
    if row.ended_on is None:
        if Target.objects.filter(
            indicator=row, revised_by=None, period__gte=str(clock.today().year)
        ):
            raise Refused(_("It still has a target. Let that end first."), code="targets")
        row.ended_on = day or clock.today()
        row.save(update_fields=["ended_on"])
        audit.record(stream(row), actor, "indicator.ended", slug=row.slug)
    return row


def stream(row: Indicator) -> str:
    return f"indicator:{row.slug}"


def _one_at_a_time() -> None:
    """Hold all definitions until the transaction ends: two that were right alone, stored at once,
    could need each other. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _locked(actor: Actor, indicator: Indicator) -> Indicator:
    row = Indicator.objects.select_for_update().filter(id=indicator.id).first()
    if row is None:
        raise NotFound
    if row.owner_id is None:
        raise Refused(
            _("This indicator came with Suyang or with a plan. Define one of your own instead."),
            code="not_yours",
        )
    require(actor, "indicator.define", row.owner_id)
    return row


def _fill(row: Indicator, wanted: Wanted) -> None:
    row.body = {
        **(row.body or {}),
        "name": wanted.name,
        "definition": wanted.definition,
        "unit": wanted.unit,
        "comes_from": wanted.comes_from,
        "share": wanted.share,
    }
    row.body.pop("validity", None)
    if wanted.kind == Kind.AUDIT:
        row.body["validity"] = validity.kept(validity.Rule(wanted.valid_months, wanted.own_day))
    row.kind, row.frequency, row.over_time = wanted.kind, wanted.frequency, wanted.over_time
    row.better, row.columns = wanted.better, list(wanted.columns)
    row.source, row.formula = wanted.source, wanted.formula.strip()


def _check(actor: Actor, slug: str, wanted: Wanted, before: str = "") -> None:
    if not any(text.strip() for text in wanted.name.values()):
        raise Refused(
            _("Write a name in at least one language."), code="incomplete", field="name_zh"
        )
    if not any(text.strip() for text in wanted.definition.values()):
        raise Refused(
            _("Say what is counted, in at least one language."),
            code="incomplete",
            field="definition_zh",
        )
    if wanted.kind not in Kind.values or wanted.kind == Kind.NOT_PUBLISHED:
        raise Refused(_("Choose what kind of number it is."), code="kind", field="kind")
    months = wanted.valid_months
    if months is not None and not 1 <= months <= validity.MOST_MONTHS:
        raise Refused(
            _("A result holds for 1 to %(n)s months, or until the next audit.")
            % {"n": validity.MOST_MONTHS},
            code="months",
            field="valid_months",
        )
    if len(wanted.columns) > MOST_COLUMNS:
        raise Refused(_("At most %(n)s parts.") % {"n": MOST_COLUMNS}, code="many", field="columns")
    for wide, fine in columns.overlapping(wanted.columns):
        raise Refused(
            _("“%(wide)s” and “%(fine)s” count the same people. Choose one of them.")
            % {"wide": columns.word(wide), "fine": columns.word(fine)},
            code="overlap",
            field="columns",
        )
    if wanted.source and wanted.formula.strip():
        raise Refused(
            _("It comes from a source or from a formula, not from both."),
            code="both",
            field="formula",
        )
    if wanted.source:
        _check_source(wanted)
    if wanted.formula.strip():
        _check_formula(actor, slug, wanted, before)


def _check_source(wanted: Wanted) -> None:
    source = sources.get(wanted.source)
    if source is None:
        raise Refused(_("Suyang counts nothing of this name."), code="source", field="source")
    if source.kind != wanted.kind:
        raise Refused(
            _("This source counts something else: %(kind)s.") % {"kind": Kind(source.kind).label},
            code="kind",
            field="source",
        )
    unknown = sorted(set(wanted.columns) - set(source.columns))
    if unknown:
        raise Refused(
            _("The source cannot tell these apart: %(names)s.") % {"names": ", ".join(unknown)},
            code="columns",
            field="columns",
        )


def _check_formula(actor: Actor, slug: str, wanted: Wanted, before: str) -> None:
    """`before`: the formula that stands there; what it names may stay, seen or not."""
    text = wanted.formula.strip()
    try:
        slugs = _open_to(actor, _names_in(text), before)
        found = typing.of_formula(text, typing.types(slugs))
        written = _written() | {slug: text}
        way = formulas.circle(slug, written)
    except formulas.FormulaError as refused:
        raise Refused(refusal(refused, text), code="formula", field="formula") from refused
    if way:
        raise Refused(
            _("The formula needs itself: %(way)s.") % {"way": " → ".join(way)},
            code="circle",
            field="formula",
        )
    if _levels_through(slug, written) > formulas.DEEPEST:
        raise Refused(
            _("More than %(n)s formulas would stand on one another. Write it with fewer.")
            % {"n": formulas.DEEPEST},
            code="too_deep",
            field="formula",
        )
    if found.kind != wanted.kind:
        raise Refused(
            _("The formula gives %(found)s, and not %(wanted)s.")
            % {"found": _kind_word(found.kind), "wanted": _kind_word(wanted.kind)},
            code="kind",
            field="kind",
        )


def _names_in(formula: str) -> list[str]:
    return [name.slug for name in formulas.names(formulas.parsed(formula))]


def _open_to(actor: Actor, slugs: list[str], before: str) -> list[str]:
    """Of these indicators those that the actor sees: another one is none for them, and a formula
    tells nobody that it is there."""
    kept = set(_names_in(before)) if before else set()
    seen = queries.visible(actor).filter(slug__in=slugs).values_list("slug", flat=True)
    return [slug for slug in slugs if slug in kept or slug in set(seen)]


def _check_dependents(row: Indicator, wanted: Wanted) -> None:
    """Formulas that need it must be typed with its new kind and unit too."""
    written = _written()
    known = formulas.dependents(row.slug, written)
    needed = formulas.closure(known, written)
    types = typing.types(needed) | {row.slug: typing.type_of(wanted.kind, wanted.unit)}
    kinds = {slug: types[slug].kind for slug in known}
    for slug in known:
        try:
            fits = typing.of_formula(written[slug], types).kind == kinds[slug]
        except formulas.FormulaError:
            fits = False
        if not fits and _fitted(written[slug], kinds[slug], needed):
            name = plain(Indicator.objects.get(slug=slug).body["name"])
            raise Refused(
                _(
                    "The formula of “%(name)s” needs this indicator as it is counted now. "
                    "Define a new indicator instead, or change that formula first."
                )
                % {"name": name},
                code="needed",
                field="kind",
            )


def _fitted(formula: str, kind: str, needed: list[str]) -> bool:
    """Whether it is typed as things stand: what is broken already does not hold others up."""
    try:
        return typing.of_formula(formula, typing.types(needed)).kind == kind
    except formulas.FormulaError:
        return False


def _written() -> dict[str, str]:
    return dict(Indicator.objects.exclude(formula="").values_list("slug", "formula"))


def _levels_through(slug: str, written: dict[str, str]) -> int:
    """The most formulas that stand on one another in whatever this one is part of."""
    parts = [slug, *formulas.dependents(slug, written)]
    return max(formulas.levels(one, written) for one in parts)


def _kind_word(kind: str) -> str:
    from suyang.plans.indicators.words import KINDS

    return str(KINDS.get(kind, kind))


def _count(row: Indicator) -> None:
    """What a source counts is there from this year on without waiting for the next event."""
    if row.source and row.owner_id:
        want(row, row.owner_id, clock.today().year)
