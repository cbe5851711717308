"""Indicators as content files: proposals that an office finds from the first day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from suyang.foundation import clock, content, sources
from suyang.foundation.content import Document, Problem
from suyang.plans import formulas, validity
from suyang.plans.indicators.typing import of_formula, type_of
from suyang.plans.models import Indicator, IndicatorMethod, KeyTask, TaskIndicator

# What decides a figure: where it differs, it is a new method.
DECIDES: Final = ("definition", "kind", "unit", "over_time", "source", "formula", "columns")


def register() -> None:
    schema = "indicators/schema.json"
    # After the plans, on whose tasks they are evidence.
    content.kind("indicators", "indicators/*.yaml", schema, 65, load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    """Ids once, sources that there are and that are of the kind, formulas that are typed."""
    entries = [(doc, n, one) for doc in documents for n, one in enumerate(doc.data["indicators"])]
    types = {one["id"]: type_of(one["kind"], one["unit"]) for _doc, _n, one in entries}
    written = {one["id"]: one.get("formula", "") for _doc, _n, one in entries}
    seen: set[str] = set()
    for document, place, one in entries:
        at = ("indicators", place)
        if one["id"] in seen:
            yield document.problem(f"two indicators are called {one['id']}", *at)
        seen.add(one["id"])
        if name := one.get("source"):
            source = sources.get(name)
            if source is None:
                yield document.problem(f"no room registers the source {name}", *at, "source")
            elif source.kind != one["kind"]:
                yield document.problem(
                    f"{name} counts {source.kind}, not {one['kind']}", *at, "kind"
                )
        if formula := one.get("formula"):
            try:
                found = of_formula(formula, types)
                way = formulas.circle(one["id"], written)
            except formulas.FormulaError as refused:
                yield document.problem(f"formula: {refused}", *at, "formula")
                continue
            if way:
                yield document.problem(f"a circle: {' → '.join(way)}", *at, "formula")
            if found.kind != one["kind"]:
                reason = f"the formula gives {found.kind}, not {one['kind']}"
                yield document.problem(reason, *at, "kind")


def load(documents: list[Document]) -> int:
    changed = 0
    for document in documents:
        for place, one in enumerate(document.data["indicators"]):
            changed += _load(one, place)
    return changed


def _load(one: dict[str, Any], place: int) -> bool:
    """Whether the indicator is new or differs. What an office calls so already is left alone."""
    digest = content.digest(one)
    row = Indicator.objects.filter(slug=one["id"]).first()
    if row is not None and (row.owner_id or row.plan_id or row.body.get("digest") == digest):
        return False
    before = None if row is None else decisive(row)
    row = row or Indicator(slug=one["id"])
    row.position = place
    row.body = {
        **{name: one[name] for name in ("name", "definition", "unit", "comes_from")},
        "share": one.get("share", True),
        "proposed": True,
        "digest": digest,
    }
    if one["kind"] == Indicator.Kind.AUDIT:
        row.body["validity"] = validity.kept(validity.read(one.get("validity")))
    row.kind, row.frequency, row.over_time = one["kind"], one["frequency"], one["over_time"]
    row.better, row.columns = one.get("better", ""), one.get("columns", [])
    row.source, row.formula = one.get("source", ""), one.get("formula", "")
    if before is not None and before != decisive(row):
        row.method += 1
    row.save()
    keep_method(row)
    _link(row, one.get("tasks", ()))
    return True


def decisive(row: Indicator) -> dict[str, Any]:
    """All of an indicator that its figures follow from."""
    values = {name: getattr(row, name, row.body.get(name)) for name in DECIDES}
    said = {**values, "share": row.body.get("share", True)}
    if row.kind == Indicator.Kind.AUDIT:
        said["validity"] = validity.kept(validity.rule(row))
    return said


def keep_method(row: Indicator, why: Mapping[str, str] | None = None, by: Any = None) -> None:
    """Write down how the indicator is defined from today on; the same again changes nothing."""
    IndicatorMethod.objects.get_or_create(
        indicator=row,
        number=row.method,
        defaults={
            "valid_from": clock.today(),
            "definition": decisive(row),
            "why": dict(why or {}),
            "made_by": by,
        },
    )


def _link(row: Indicator, tasks: list[str]) -> None:
    for slug in tasks:
        task = KeyTask.objects.filter(slug=slug).first()
        if task is not None:
            TaskIndicator.objects.get_or_create(task=task, indicator=row)
