"""The reference page: the OpenAPI document as headings and tables, made on the server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from suyang.foundation.api.problems import KINDS
from suyang.website.api.assembly import REQUESTS_A_MINUTE
from suyang.website.api.document import document

TAGS = {
    "checks": gettext_lazy("Take a check"),
    "sites": gettext_lazy("Checks in another site"),
    "enrolments": gettext_lazy("Learn in a group"),
    "groups": gettext_lazy("Run a group"),
    "plans": gettext_lazy("Read the plan"),
    "targets": gettext_lazy("Targets and figures"),
    "reports": gettext_lazy("Report to the plan"),
    "frameworks": gettext_lazy("Competences"),
    "units": gettext_lazy("Units"),
}
WHERE = {
    "path": gettext_lazy("in the address"),
    "query": gettext_lazy("after the ?"),
    "header": gettext_lazy("as a header"),
}


@dataclass(frozen=True)
class Member:
    """A parameter of an operation or a member of a shape: one row of a table."""

    name: str
    kind: SafeString
    needed: bool
    meaning: SafeString
    where: str = ""


@dataclass(frozen=True)
class Operation:
    """`answers` are what comes when all went well, `problems` what else may come, by status."""

    id: str
    method: str
    address: str
    summary: str
    description: SafeString
    is_open: bool
    parameters: list[Member]
    body: SafeString | None
    answers: list[tuple[str, SafeString | None]]
    problems: list[tuple[str, str]]


@dataclass(frozen=True)
class Shape:
    name: str
    description: SafeString
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
            Shape(name, _marked(schema.get("description", "")), _members(schema))
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
    answers = sorted(one["responses"].items())
    return Operation(
        id=one["operationId"],
        method=method.upper(),
        address=address,
        summary=one["summary"],
        description=_marked(one.get("description", "")),
        is_open={} in one.get("security", ()),
        parameters=[_parameter(given) for given in one["parameters"] if not _is_id(given)],
        body=_content(one["requestBody"]) if "requestBody" in one else None,
        answers=[(status, _content(given)) for status, given in answers if "$ref" not in given],
        problems=[
            (status, given["$ref"].rsplit("/", 1)[1])
            for status, given in answers
            if "$ref" in given
        ],
    )


def _is_id(given: dict[str, Any]) -> bool:
    """An id in the address explains itself."""
    return bool(given["in"] == "path" and given["schema"].get("format") == "uuid")


def _parameter(given: dict[str, Any]) -> Member:
    meaning = _marked(given.get("description", ""))
    where = str(WHERE[given["in"]])
    return Member(given["name"], _kind(given["schema"]), given["required"], meaning, where)


def _members(schema: dict[str, Any]) -> list[Member]:
    needed = schema.get("required", ())
    return [
        Member(name, _kind(inside), name in needed, _marked(inside.get("description", "")))
        for name, inside in schema.get("properties", {}).items()
    ]


def _content(given: dict[str, Any]) -> SafeString | None:
    for media_type, content in given.get("content", {}).items():
        if content["schema"].get("format") == "binary":
            return format_html(_("a file ({media_type})"), media_type=media_type)
        return _kind(content["schema"])
    return None


def _marked(text: str) -> SafeString:
    """A sentence with what stands in backticks as code."""
    parts = enumerate(text.split("`"))
    return format_html_join(
        "", "{}", ((format_html("<code>{}</code>", p) if n % 2 else p,) for n, p in parts)
    )


def _kind(schema: dict[str, Any]) -> SafeString:
    """A JSON schema in a few words, with links to shapes."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return format_html('<a href="#shape-{}">{}</a>', name, name)
    for joined in ("anyOf", "oneOf", "allOf"):
        if joined in schema:
            return _or(_kind(one) for one in schema[joined])
    if "const" in schema or "enum" in schema:
        values = schema.get("enum") or [schema["const"]]
        return _or(format_html("<code>{}</code>", value or '""') for value in values)
    if schema.get("type") == "array":
        return format_html(_("list of {of}"), of=_kind(schema["items"]))
    inside = schema.get("additionalProperties")
    if isinstance(inside, dict) and inside:
        if inside.get("type") == "string" and "examples" in schema:
            return format_html("{}", _("text by language"))
        return format_html(_("{of} by name"), of=_kind(inside))
    return format_html("{}", _simple(schema))


def _or(kinds: Iterable[SafeString]) -> SafeString:
    return format_html_join(_(" or "), "{}", ((kind,) for kind in dict.fromkeys(kinds)))


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
