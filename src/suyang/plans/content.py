"""Plans, and the bodies that issued them, as content files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from suyang.foundation import clock, content
from suyang.foundation.content import Document, Problem
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.goals import rules
from suyang.plans.models import Aspect, Goal, Indicator, KeyTask, Plan

# Bodies are units without a place in the office's tree; their founding days are not our matter.
LONG_AGO = dt.date(1900, 1, 1)


def register() -> None:
    schema = "plans/schema.json"
    content.kind("plans", "plans/kp*.yaml", schema, 60, load, check)


def textcode(textid: str) -> str:
    return f"body-{textid}"


def check(documents: list[Document]) -> Iterator[Problem]:
    """Counts as published, numbers once, references that hold."""
    for document in documents:
        plan = document.data
        bodies = _bodies(document)
        for number, body in enumerate(plan["issued_by"]):
            if body not in bodies:
                yield document.problem(f"plans/bodies.yaml has no {body!r}", "issued_by", number)
        known = _indicators(document) | {one["id"] for one in plan.get("indicators", ())}
        for place, goal in enumerate(plan["goals"]):
            if "rule" in goal and (fault := rules.wrong(goal["rule"], known)):
                yield document.problem(fault, "goals", place, "rule")
        numbers = [task["no"] for aspect in plan["aspects"] for task in aspect["tasks"]]
        for number in {number for number in numbers if numbers.count(number) > 1}:
            yield document.problem(f"two tasks have the number {number}", "aspects")
        found = {
            "aspects": len(plan["aspects"]),
            "tasks": len(numbers),
            "indicators": len(plan.get("indicators", ())),
        }
        for name, count in plan["published_counts"].items():
            if isinstance(count, int) and count != found[name]:
                yield document.problem(
                    f"{found[name]} {name} stand here, {count} were published",
                    "published_counts",
                    name,
                )
        for place, indicator in enumerate(plan.get("indicators", ())):
            for task in indicator.get("tasks", ()):
                if task not in numbers:
                    yield document.problem(f"no task has the number {task}", "indicators", place)


def load(documents: list[Document]) -> int:
    changed = 0
    for document in documents:
        if Plan.objects.filter(slug=document.data["id"], digest=document.digest).exists():
            continue
        _load_plan(document)
        changed += 1
    return changed


def _load_plan(document: Document) -> None:
    body = document.data
    plan, _created = Plan.objects.update_or_create(
        slug=body["id"],
        defaults={
            "version": body["version"],
            "title": body["title"],
            "year": body["year"],
            "body": {k: v for k, v in body.items() if k not in ("aspects", "goals", "indicators")},
            "digest": document.digest,
            "loaded_at": clock.now(),
        },
    )
    bodies = _bodies(document)
    plan.issued_by.set([_unit(bodies[name]) for name in body["issued_by"]])
    _load_goals(plan, body)
    _load_indicators(plan, body)
    _load_tasks(plan, body)


def _load_goals(plan: Plan, body: dict[str, Any]) -> None:
    for position, goal in enumerate(body["goals"]):
        text = {name: value for name, value in goal.items() if name != "rule"}
        Goal.objects.update_or_create(
            plan=plan,
            slug=goal["id"],
            defaults={"position": position, "body": text, "rule": goal.get("rule", {})},
        )
    plan.goals.exclude(slug__in=[goal["id"] for goal in body["goals"]]).delete()


def _load_indicators(plan: Plan, body: dict[str, Any]) -> None:
    named = body.get("indicators", ())
    for position, indicator in enumerate(named):
        Indicator.objects.update_or_create(
            slug=indicator["id"],
            defaults={"plan": plan, "position": position, "body": indicator, "official": True},
        )
    plan.indicators.exclude(slug__in=[indicator["id"] for indicator in named]).delete()


def _load_tasks(plan: Plan, body: dict[str, Any]) -> None:
    """Rows stay the same rows: milestones, reports and evidence of offices hang on them."""
    numbers, aspects, task_position = [], [], 0
    for position, aspect in enumerate(body["aspects"]):
        row, _created = Aspect.objects.update_or_create(
            plan=plan,
            number=aspect["no"],
            defaults={
                "position": position,
                "body": {key: value for key, value in aspect.items() if key != "tasks"},
            },
        )
        aspects.append(row.number)
        for task in aspect["tasks"]:
            task_position += 1
            numbers.append(task["no"])
            KeyTask.objects.update_or_create(
                slug=f"{body['id']}-{task['no']}",
                defaults={
                    "plan": plan,
                    "aspect": row,
                    "number": task["no"],
                    "position": task_position,
                    "body": task,
                },
            )
    plan.tasks.exclude(number__in=numbers).delete()
    plan.aspects.exclude(number__in=aspects).delete()


def _indicators(document: Document) -> set[str]:
    """What the indicators that come with the plans are called."""
    root = document.path.parent.parent
    found: set[str] = set()
    for path in sorted((root / "indicators").glob("*.yaml")):
        read = content.read_document(path, root)
        if isinstance(read, Problem):
            raise content.Refusal(read)
        found |= {one["id"] for one in read.data["indicators"]}
    return found


def _bodies(document: Document) -> dict[str, dict[str, Any]]:
    path = document.path.parent / "bodies.yaml"
    read = content.read_document(path, path.parent.parent)
    if isinstance(read, Problem):
        raise content.Refusal(read)
    return {body["id"]: body for body in read.data["bodies"]}


def _unit(body: dict[str, Any]) -> Unit:
    unit, created = Unit.objects.get_or_create(code=textcode(body["id"]))
    if created:
        UnitVersion.objects.create(
            unit=unit, name=body["name"], kind=Unit.Kind.BODY, parent=None, valid_from=LONG_AGO
        )
        tree.lay([unit.id])
    return unit
