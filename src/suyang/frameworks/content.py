"""Frameworks and crosswalks as content files."""

from __future__ import annotations

from collections.abc import Iterator

from suyang.foundation import clock, content
from suyang.foundation.content import Document, Problem
from suyang.frameworks import actions
from suyang.frameworks.models import Crosswalk, Framework
from suyang.interchange.framework import FrameworkError
from suyang.interchange.framework_content import framework_from_content


def register() -> None:
    folder = "frameworks"
    content.kind("frameworks", f"{folder}/*-[0-9]*.yaml", f"{folder}/schema.json", 10, load, check)
    content.kind(
        "crosswalks",
        f"{folder}/crosswalks.yaml",
        f"{folder}/crosswalks.schema.json",
        11,
        load_crosswalks,
        check_crosswalks,
    )


def check(documents: list[Document]) -> Iterator[Problem]:
    """What the schema cannot say: codes used twice, bands that are not there."""
    for document in documents:
        try:
            framework_from_content(document.data)
        except FrameworkError as error:
            for problem in error.problems:
                yield document.problem(f"{problem.node} {problem.what}")


def load(documents: list[Document]) -> int:
    return sum(actions.keep(document.data, document.digest) for document in documents)


def check_crosswalks(documents: list[Document]) -> Iterator[Problem]:
    for document in documents:
        seen: set[str] = set()
        for number, crosswalk in enumerate(document.data["crosswalks"]):
            if crosswalk["id"] in seen:
                yield document.problem("the id stands twice", "crosswalks", number, "id")
            seen.add(crosswalk["id"])


def load_crosswalks(documents: list[Document]) -> int:
    changed = 0
    for document in documents:
        for body in document.data["crosswalks"]:
            _check_ends(document, body)
            digest = content.digest(body)
            if Crosswalk.objects.filter(slug=body["id"], digest=digest).exists():
                continue
            Crosswalk.objects.update_or_create(
                slug=body["id"],
                defaults={
                    "origin": body["origin"],
                    "target": body["destination"],
                    "body": body,
                    "digest": digest,
                    "loaded_at": clock.now(),
                },
            )
            changed += 1
    return changed


def _check_ends(document: Document, body: dict[str, object]) -> None:
    """Every code that the crosswalk names must stand in its framework."""
    for end, side in (("origin", "from"), ("destination", "to")):
        framework = Framework.objects.filter(slug=body[end], is_current=True).first()
        if framework is None:
            raise content.Refusal(document.problem(f"no framework is called {body[end]!r}"))
        codes = set(framework.competences.values_list("code", flat=True))
        for relation in body["relations"]:  # type: ignore[attr-defined]
            if relation[side] not in codes:
                raise content.Refusal(
                    document.problem(f"{body['id']}: {body[end]} has no {relation[side]!r}")
                )
