"""The reference page: the OpenAPI document as headings and tables, made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from suyang.foundation.api.problems import KINDS
from suyang.website.api.assembly import REQUESTS_A_MINUTE
from suyang.website.api.document import document

TAGS = {
    "checks": gettext_lazy("Take a check"),
    "enrolments": gettext_lazy("Learn in a group"),
    "groups": gettext_lazy("Run a group"),
    "plans": gettext_lazy("Read the plan"),
    "frameworks": gettext_lazy("Competences"),
    "units": gettext_lazy("Units"),
}
WHERE = {
    "path": gettext_lazy("in the address"),
    "query": gettext_lazy("after the ?"),
    "header": gettext_lazy("as a header"),
}


@dataclass(frozen=True)
class Kind:
    """What a value is, in words, and the shape that says more, if any."""

    words: str
    shapes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Member:
    """A parameter of an operation or a member of a shape: one row of a table."""

    name: str
    kind: Kind
    needed: bool
    meaning: str
    where: str = ""


@dataclass(frozen=True)
class Answer:
    """What comes when all went well."""

    status: str
    kind: Kind | None


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    address: str
    summary: str
    description: str
    is_open: bool
    parameters: list[Member]
    body: Kind | None
    answers: list[Answer]
    problems: list[tuple[str, str]]


@dataclass(frozen=True)
class Shape:
    name: str
    description: str
    members: list[Member]


@require_GET
def openapi_json(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


@require_GET
def reference(request: HttpRequest) -> HttpResponse:
    whole = document()
    schemas = whole["components"]["schemas"]
    operations = _operations(whole)
    context = {
        "about": whole["info"],
        "sections": [(tag, name, operations[tag]) for tag, name in TAGS.items()],
        "shapes": [
            Shape(name, schema.get("description", ""), _members(schema))
            for name, schema in sorted(schemas.items())
        ],
        "problems": [(status, name, title) for status, (name, title) in KINDS.items()],
        "limit": REQUESTS_A_MINUTE,
    }
    return render(request, "website/api/reference.html", context)


def _operations(whole: dict[str, Any]) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {tag: [] for tag in TAGS}
    for address, methods in whole["paths"].items():
        for method, one in methods.items():
            found[one["tags"][0]].append(_operation(address, method, one))
    return found


def _operation(address: str, method: str, one: dict[str, Any]) -> Operation:
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        address=address,
        summary=one["summary"],
        description=one.get("description", ""),
        is_open={} in one.get("security", ()),
        parameters=[
            Member(
                given["name"],
                _kind(given["schema"]),
                given["required"],
                given.get("description", ""),
                str(WHERE[given["in"]]),
            )
            for given in one["parameters"]
        ],
        body=_content(one["requestBody"]) if "requestBody" in one else None,
        answers=[
            Answer(status, _content(given))
            for status, given in one["responses"].items()
            if "$ref" not in given
        ],
        problems=[
            (status, given["$ref"].rsplit("/", 1)[1])
            for status, given in sorted(one["responses"].items())
            if "$ref" in given
        ],
    )


def _content(given: dict[str, Any]) -> Kind | None:
    for media_type, content in given.get("content", {}).items():
        if content["schema"].get("format") == "binary":
            return Kind(f"{_('a file')} ({media_type})")
        return _kind(content["schema"])
    return None


def _members(schema: dict[str, Any]) -> list[Member]:
    needed = schema.get("required", ())
    return [
        Member(name, _kind(inside), name in needed, inside.get("description", ""))
        for name, inside in schema.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> Kind:
    """A JSON schema in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return Kind(name, (name,))
    for joined in ("anyOf", "oneOf", "allOf"):
        if joined in schema:
            kinds = [_kind(one) for one in schema[joined]]
            words = dict.fromkeys(kind.words for kind in kinds)
            return Kind(_(" or ").join(words), sum((kind.shapes for kind in kinds), ()))
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return Kind(_(" or ").join(f"“{value}”" for value in values))
    if schema.get("type") == "array":
        of = _kind(schema["items"])
        return Kind(_("list of %(of)s") % {"of": of.words}, of.shapes)
    inside = schema.get("additionalProperties")
    if isinstance(inside, dict) and inside:
        of = _kind(inside)
        if inside.get("type") == "string" and "examples" in schema:
            return Kind(_("text by language"))
        return Kind(_("%(of)s by name") % {"of": of.words}, of.shapes)
    return Kind(_simple(schema))


def _simple(schema: dict[str, Any]) -> str:
    words = {
        "uuid": _("UUID"),
        "date": _("day (2026-11-21)"),
        "date-time": _("time (2026-11-21T08:30:00Z)"),
        "string": _("text"),
        "integer": _("whole number"),
        "number": _("number"),
        "boolean": _("true or false"),
        "object": _("object"),
        "null": _("null"),
    }
    return words.get(schema.get("format", ""), words.get(schema.get("type", ""), _("anything")))
