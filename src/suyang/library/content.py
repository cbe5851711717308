"""Lessons as content files: what the schema cannot say, and how a lesson becomes a version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.db.models import ProtectedError

from suyang.foundation import clock, content
from suyang.foundation.content import Document, Problem
from suyang.items import checking
from suyang.library import drawings
from suyang.library.models import Lesson


def register() -> None:
    content.kind("lessons", "lessons/*/lesson.yaml", "lessons/schema.json", 40, load, check)


def check(documents: list[Document]) -> Iterator[Problem]:
    """Names, what a lesson refers to, its tasks' keys, its drawings."""
    ids = {document.data["id"] for document in documents}
    for document in documents:
        if document.path.parent.name != document.data["id"]:
            yield document.problem("the folder's name is not the id", "id")
        for number, following in enumerate(document.data["next"]):
            if isinstance(following, str) and following not in ids:
                yield document.problem(f"no lesson is called {following!r}", "next", number)
        yield from _words(document)
        yield from _tasks(document)
        yield from _drawings(document)


def load(documents: list[Document]) -> int:
    """Add what is new or changed; a lesson without a file is no longer offered. Rows added."""
    added = 0
    for document in documents:
        data = document.data
        pictures = {name: path.read_text("utf-8") for name, path in _pictures(document)}
        digest = content.digest([data, pictures])
        kept = Lesson.objects.filter(slug=data["id"], version=data["version"]).first()
        if kept is not None and kept.digest != digest:
            _remove(kept, document)
            kept = None
        if kept is None:
            kept = Lesson.objects.create(
                slug=data["id"],
                version=data["version"],
                competence=data["competence"],
                band=data["band"],
                body=data,
                drawings={name: drawings.inline(source) for name, source in pictures.items()},
                digest=digest,
                loaded_at=clock.now(),
            )
            added += 1
        Lesson.objects.filter(id=kept.id).update(is_current=True)
        Lesson.objects.filter(slug=data["id"]).exclude(id=kept.id).update(is_current=False)
    offered = [document.data["id"] for document in documents]
    Lesson.objects.exclude(slug__in=offered).update(is_current=False)
    return added


def _remove(kept: Lesson, document: Document) -> None:
    try:
        kept.delete()
    except ProtectedError:
        raise content.Refusal(
            document.problem(
                f"version {kept.version} was already taken by people and is another text; "
                "raise `version` by one",
                "version",
            )
        )


def _words(document: Document) -> Iterator[Problem]:
    body = document.data
    places = {"title", "outcome", "situation", "example", "local"}
    for name, field in (("step", "steps"), ("try", "try_it"), ("wrong", "goes_wrong")):
        places |= {f"{name}-{number}" for number in range(1, len(body[field]) + 1)}
    for number, word in enumerate(body["words"]):
        if word["at"] not in places:
            yield document.problem(f"there is no part {word['at']!r}", "words", number, "at")


def _tasks(document: Document) -> Iterator[Problem]:
    """Each task is held to what practice items are held to, reasons included."""
    ids = Counter(task["id"] for task in document.data["try_it"])
    for place, task in enumerate(document.data["try_it"]):
        if ids[task["id"]] > 1:
            yield document.problem(f"two tasks are called {task['id']!r}", "try_it", place)
        practice = {**task, "pool": "practice"}
        yield from checking.problems(checking.Task(document, practice, ("try_it", place)))


def _drawings(document: Document) -> Iterator[Problem]:
    folder = document.path.parent
    for name, path in _pictures(document):
        if not path.is_file():
            yield document.problem(f"there is no drawing {name!r} beside the lesson")
            continue
        shown = f"{document.name.rsplit('/', 1)[0]}/{name}"
        try:
            source = path.read_text("utf-8")
        except UnicodeDecodeError:
            yield Problem(shown, 1, "is not UTF-8 text; save it as UTF-8")
            continue
        for reason in drawings.problems(source):
            yield Problem(shown, 1, reason)
    used = {name for name, _path in _pictures(document)}
    for path in sorted(folder.glob("*.svg")):
        if path.name not in used:
            yield document.problem(f"the drawing {path.name!r} stands beside it and is not used")


def _pictures(document: Document) -> list[tuple[str, Path]]:
    body = document.data
    holders = [*body["steps"], body["example"]]
    names = {holder["picture"]["file"] for holder in holders if "picture" in holder}
    return [(name, document.path.parent / name) for name in sorted(names)]
