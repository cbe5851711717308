"""Content files: what is taught and asked, as data, checked with file, line and reason.

A room registers each kind it owns. Checking never touches the database; loading happens in one
transaction after every file of every kind has passed, so a bad file leaves all as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from jsonschema import Draft202012Validator
from referencing import Registry

# LibYAML where PyYAML was built with it: many times as fast, the same result.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Problem:
    """Why a file is refused, and where."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


@dataclass(frozen=True)
class Document:
    """One YAML file: its data, the line on which each node begins, the digest of its data."""

    path: Path
    name: str
    data: Any
    lines: dict[tuple[str | int, ...], int]

    def line(self, *path: str | int) -> int:
        """The line of a node, or of the nearest node above it that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, reason: str, *path: str | int) -> Problem:
        return Problem(self.name, self.line(*path), reason)

    @property
    def digest(self) -> str:
        return digest(self.data)


class Refusal(Exception):
    """Raised by a loader when a file, right in itself, does not fit what is stored."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


Check = Callable[[list[Document]], Iterable[Problem]]
Load = Callable[[list[Document]], int]


@dataclass(frozen=True)
class Kind:
    """One kind of content: where it is, how it is checked beyond its schema, how it is loaded."""

    name: str
    pattern: str
    schema: str
    order: int
    load: Load
    check: Check


@dataclass(frozen=True)
class Loaded:
    """How many rows each kind added or changed."""

    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


_kinds: dict[str, Kind] = {}


def kind(name: str, pattern: str, schema: str, order: int, load: Load, check: Check) -> None:
    """Register a kind of content. `pattern` and `schema` are relative to the content folder;
    kinds are loaded by `order`, so that what is referred to comes first."""
    _kinds[name] = Kind(name, pattern, schema, order, load, check)


def digest(data: Any) -> str:
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check(root: Path, names: Iterable[str] | None = None) -> list[Problem]:
    """Every reason for which a file below `root` would be refused."""
    problems: list[Problem] = []
    for one in _chosen(names):
        _documents, found = _read(root, one)
        problems.extend(found)
    return problems


def load(root: Path, progress: Callable[[str, int, int], None] | None = None) -> Loaded:
    """Check everything, then load everything or nothing."""
    read = [(one, *_read(root, one)) for one in _chosen(None)]
    problems = [problem for _kind, _documents, found in read for problem in found]
    if problems:
        return Loaded(problems=problems)
    counts: dict[str, int] = {}
    try:
        with transaction.atomic():
            for number, (one, documents, _found) in enumerate(read, start=1):
                if progress:
                    progress(one.name, number, len(read))
                counts[one.name] = one.load(documents)
    except Refusal as refusal:
        return Loaded(problems=[refusal.problem])
    return Loaded(counts=counts)


def fingerprint(root: Path) -> str:
    """Changes when any content file changes: tells a starting server whether to load."""
    state = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            about = path.stat()
            state.update(f"{path.relative_to(root)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return state.hexdigest()


def read_document(path: Path, root: Path) -> Document | Problem:
    """One file as data with line numbers; a file that is not YAML is a problem of its line."""
    name = str(path.relative_to(root))
    try:
        text = path.read_text("utf-8")
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except UnicodeDecodeError:
        return Problem(name, 1, "is not UTF-8 text; save it as UTF-8")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Problem(name, line, f"is not YAML: {error.problem}")
    except yaml.YAMLError as error:
        return Problem(name, 1, f"is not YAML: {error}")
    if not isinstance(data, dict):
        return Problem(name, 1, "must be a mapping of fields")
    return Document(path, name, _plain(data), dict(_lines(node, ())))


def _chosen(names: Iterable[str] | None) -> list[Kind]:
    wanted = None if names is None else set(names)
    chosen = [one for one in _kinds.values() if wanted is None or one.name in wanted]
    return sorted(chosen, key=lambda one: one.order)


def read_all(
    paths: Iterable[Path], root: Path, content_root: Path, schema_name: str
) -> tuple[list[Document], list[Problem]]:
    """These files held against a schema of the content folder; `root` is what their names leave
    out. Files that are wrong are among the problems only."""
    given = json.loads((content_root / schema_name).read_text("utf-8"))
    schema = Draft202012Validator(given, registry=_schemas(content_root))
    documents: list[Document] = []
    problems: list[Problem] = []
    for path in paths:
        document = read_document(path, root)
        if isinstance(document, Problem):
            problems.append(document)
            continue
        errors = sorted(schema.iter_errors(document.data), key=lambda error: list(error.path))
        problems.extend(document.problem(_reason(error), *error.path) for error in errors)
        if not errors:
            documents.append(document)
    return documents, problems


def _read(root: Path, one: Kind) -> tuple[list[Document], list[Problem]]:
    documents, problems = read_all(sorted(root.glob(one.pattern)), root, root, one.schema)
    if not problems:
        problems.extend(one.check(documents))
    return documents, problems


def _schema(root: Path, one: Kind) -> Any:
    return json.loads((root / one.schema).read_text("utf-8"))


def _schemas(root: Path) -> Registry[Any]:
    """All kinds' schemas by their `$id`: one may refer to parts of another."""
    known = [_schema(root, one) for one in _kinds.values() if (root / one.schema).is_file()]
    named = ((schema["$id"], schema) for schema in known if "$id" in schema)
    return Registry().with_contents(named)


def _reason(error: Any) -> str:
    place = ".".join(str(part) for part in error.absolute_path)
    message = error.message if len(error.message) < 200 else error.message[:200] + "…"
    return f"{place}: {message}" if place else message


def _plain(value: Any) -> Any:
    """Dates as ISO text: what is stored is JSON."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _lines(
    node: yaml.Node | None, path: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], int]]:
    """Where each node begins; a field begins at its name, not at its value."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key.start_mark.line + 1
            yield from _lines(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*path, number), value.start_mark.line + 1
            yield from _lines(value, (*path, number))
