"""The bank's content files: what the schema cannot say, and how items become versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import transaction

from suyang.foundation import clock, content
from suyang.foundation.content import Document, Problem
from suyang.items import checking, scoring
from suyang.items.bank import measures
from suyang.items.models import Bank, ItemParameters, ItemVersion
from suyang.psychometrics.scale import (
    expert_difficulty,
    expert_graded_difficulty,
    expert_steps,
)

DISCRIMINATION = 1.2
DIFFICULTY_SD = 0.5
METHOD = "intended level, CONTENT.md"
PATTERN = "items/*/*.yaml"


def register() -> None:
    content.kind("items", PATTERN, "items/schema.json", 20, load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    """Names, keys, references inside an item; the halves' balance and the form of the bank."""
    seen: dict[str, str] = {}
    for document in documents:
        item = document.data
        if document.path.stem != item["id"]:
            yield document.problem(f"the file's name is not the id {item['id']!r}", "id")
        if document.path.parent.name != item["competence"]:
            yield document.problem("the folder's name is not the competence", "competence")
        if item["id"] in seen:
            yield document.problem(f"the id stands in {seen[item['id']]} too", "id")
        seen[item["id"]] = document.name
        yield from checking.problems(document)
    yield from _halves(documents)
    yield from measures.problems(documents)


def load(documents: list[Document]) -> int:
    """Add what is new or changed; pin the whole as the current bank. The rows added."""
    added = 0
    current: list[ItemParameters] = []
    for document in documents:
        parameters, is_new = _keep(document)
        current.append(parameters)
        added += is_new
    from suyang.items.sealed import loading

    # Sealed items stay, whether their key is here or not.
    pin([*(p for p in current if p.item.pool == "monitoring"), *loading.in_use()])
    return added


def _halves(documents: list[Document]) -> Iterator[Problem]:
    """Before and after use disjoint halves: within a competence they must be alike."""
    monitoring = [d for d in documents if d.data["pool"] == "monitoring"]
    by_competence: dict[str, dict[str, list[int]]] = {}
    for document in monitoring:
        halves = by_competence.setdefault(document.data["competence"], {"A": [], "B": []})
        halves[document.data["half"]].append(document.data["level"])
    for competence, halves in sorted(by_competence.items()):
        first = next(d for d in monitoring if d.data["competence"] == competence)
        a, b = halves["A"], halves["B"]
        if abs(len(a) - len(b)) > 1:
            yield first.problem(
                f"competence {competence}: {len(a)} items in half A, {len(b)} in half B", "half"
            )
        elif a and b and abs(sum(a) / len(a) - sum(b) / len(b)) > 1:
            yield first.problem(
                f"competence {competence}: the halves' mean levels differ by more than one", "half"
            )


def _keep(document: Document) -> tuple[ItemParameters, bool]:
    item = document.data
    version = ItemVersion.objects.filter(slug=item["id"], version=item["version"]).first()
    if version is not None and version.package_id is not None:
        raise content.Refusal(document.problem("a sealed item has this name", "id"))
    if version is not None and version.digest != document.digest:
        if version.parameters.filter(banks__checks__isnull=False).exists():
            raise content.Refusal(
                document.problem(
                    f"version {item['version']} was already used in checks and is another text; "
                    "raise `version` by one",
                    "version",
                )
            )
        version.parameters.all().delete()
        version.delete()
        version = None
    if version is not None:
        return version.parameters.order_by("valid_from", "id").last(), False  # type: ignore[return-value]
    version = version_of(item, document.digest)
    version.save()
    parameters = parameters_of(version, item)
    parameters.save()
    return parameters, True


def version_of(item: Mapping[str, Any], digest: str) -> ItemVersion:
    """A checked item as a version, not saved."""
    return ItemVersion(
        slug=item["id"],
        version=item["version"],
        framework=item["framework"],
        competence=item["competence"],
        level=item["level"],
        half=item["half"],
        pool=item["pool"],
        format=item["format"],
        elder=item.get("elder", False),
        body=item,
        digest=digest,
        loaded_at=clock.now(),
    )


def parameters_of(version: ItemVersion, item: Mapping[str, Any]) -> ItemParameters:
    """The parameters by the intended level of an item that nobody has answered yet, not saved."""
    guessing = scoring.guessing(item)
    steps = expert_steps(scoring.full_score(item) + 1)
    return ItemParameters(
        item=version,
        provenance=ItemParameters.Provenance.EXPERT,
        discrimination=DISCRIMINATION,
        difficulty=(
            expert_graded_difficulty(item["level"], steps, DISCRIMINATION)
            if steps
            else expert_difficulty(item["level"], guessing, DISCRIMINATION)
        ),
        steps=list(steps),
        guessing=guessing,
        difficulty_sd=DIFFICULTY_SD,
        method=METHOD,
        valid_from=clock.today(),
    )


def pin(parameters: list[ItemParameters]) -> Bank:
    """The bank that checks from now on use; checks under way keep theirs."""
    digest = content.digest(sorted((p.item.slug, p.item.version, p.id) for p in parameters))
    with transaction.atomic():
        Bank.objects.exclude(digest=digest).update(is_current=False)
        bank, is_new = Bank.objects.get_or_create(
            digest=digest, defaults={"created_at": clock.now()}
        )
        if is_new:
            bank.items.set(parameters)
        elif not bank.is_current:
            bank.is_current = True
            bank.save(update_fields=["is_current"])
    return bank
