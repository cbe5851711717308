"""Blueprints as content files: what the schema cannot say, and how they become versions."""

from __future__ import annotations

from collections.abc import Iterator

from suyang.assessment.models import Blueprint
from suyang.foundation import clock, content
from suyang.foundation.content import Document, Problem


def register() -> None:
    content.kind("blueprints", "blueprints/*.yaml", "blueprints/schema.json", 30, load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    """Names, and whether lengths, minimums and maximums can hold at once."""
    for document in documents:
        body = document.data
        if document.path.stem != body["id"]:
            yield document.problem(f"the file's name is not the id {body['id']!r}", "id")
        for field in ("length", "levels"):
            if body[field]["min"] > body[field]["max"]:
                yield document.problem("min is larger than max", field)
        if body["stop"]["sd"] is not None and "of" not in body["stop"]:
            yield document.problem("say of what (`of`) the sd is", "stop")
        yield from _bounds(document)


def load(documents: list[Document]) -> int:
    """Add what is new or changed and make it current; checks under way keep theirs."""
    added = sum(_keep(document) for document in documents)
    current = {document.data["id"] for document in documents}
    Blueprint.objects.exclude(slug__in=current).update(is_current=False)
    return added


def _bounds(document: Document) -> Iterator[Problem]:
    body = document.data
    least, most = body["minimums"], body.get("maximums", {})
    for per in ("per_area", "per_competence"):
        if per in least and per in most and least[per] > most[per]:
            yield document.problem(f"the minimum {per} is larger than the maximum", "minimums", per)
    if body["competences"] in ("all", "one"):
        return
    areas = {code.split(".")[0] for code in body["competences"]}
    needed = max(
        least.get("per_area", 0) * len(areas),
        least.get("per_competence", 0) * len(body["competences"]),
    )
    if needed > body["length"]["max"]:
        yield document.problem(
            f"the minimums need {needed} items, the length allows {body['length']['max']}",
            "minimums",
        )


def _keep(document: Document) -> int:
    body = document.data
    kept = Blueprint.objects.filter(slug=body["id"], version=body["version"]).first()
    if kept is not None and kept.digest != document.digest:
        if kept.checks.exists():
            raise content.Refusal(
                document.problem(
                    f"version {body['version']} was already used in checks and is another text; "
                    "raise `version` by one",
                    "version",
                )
            )
        kept.delete()
        kept = None
    Blueprint.objects.filter(slug=body["id"]).exclude(version=body["version"]).update(
        is_current=False
    )
    if kept is not None:
        if not kept.is_current:
            kept.is_current = True
            kept.save(update_fields=["is_current"])
        return 0
    Blueprint.objects.create(
        slug=body["id"],
        version=body["version"],
        body=body,
        digest=document.digest,
        loaded_at=clock.now(),
    )
    return 1
