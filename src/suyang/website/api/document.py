"""The OpenAPI document: what ninja knows, completed with problems, in the reader's language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja.openapi.schema import REF_TEMPLATE
from ninja.responses import NinjaJSONEncoder

from suyang.foundation.api import problems
from suyang.people.api import anybody
from suyang.website.api.assembly import api

PREFIX = "api/v1/"
DONE, NOTHING = _("Done."), _("Nothing is sent back.")
_WORDS = ("summary", "description")
# Names of shapes: where one is referred to, and where it stands.
_NAMES = re.compile(r'"(#/components/schemas/)?(Page_)?([A-Z][A-Za-z]+?)(Out|In)_?"')


def document() -> dict[str, Any]:
    """The document in the active language. What is handed out is shared: copy before changing."""
    return _in_language(translation.get_language() or "en")


@lru_cache(maxsize=8)
def _in_language(_language: str) -> dict[str, Any]:
    raw = json.dumps(api.get_openapi_schema(path_prefix=PREFIX), cls=NinjaJSONEncoder)
    whole = json.loads(_NAMES.sub(_named, raw))
    _complete(whole)
    about = whole["info"]
    info = {**about, **{name: _word(about[name]) for name in ("title", "description")}}
    parts = {name: _translated(whole[name]) for name in ("paths", "components")}
    return {**whole, "info": info, **parts}


def _named(found: re.Match[str]) -> str:
    """`CheckOut` is called Check, `CheckIn` CheckRequest and `Page_CheckOut_` CheckPage."""
    ref, page, name, direction = found.groups()
    suffix = "Request" if direction == "In" else "Page" if page else ""
    return f'"{ref or ""}{name}{suffix}"'


def _complete(raw: dict[str, Any]) -> None:
    schema = problems.Problem.model_json_schema(ref_template=REF_TEMPLATE)
    schemas = raw["components"]["schemas"]
    schemas |= schema.pop("$defs")
    schemas["Problem"] = schema
    raw["components"]["responses"] = {
        name: _response(status, str(title)) for status, (name, title) in problems.KINDS.items()
    }
    open_to_all = set(_open_operations())
    for address, methods in raw["paths"].items():
        for method, operation in methods.items():
            is_open = operation["operationId"] in open_to_all
            if is_open:
                operation["security"].append({})
            for status, done in operation["responses"].items():
                if "$ref" not in done:
                    done["description"] = NOTHING if status == "204" else DONE
            for status in _possible(address, method, operation, is_open):
                name = problems.KINDS[status][0]
                reference = {"$ref": f"#/components/responses/{name}"}
                operation["responses"].setdefault(str(status), reference)


def _possible(address: str, method: str, operation: dict[str, Any], is_open: bool) -> Iterator[int]:
    """With which problems an operation may answer."""
    has_body = "requestBody" in operation
    yield from (400, 401)
    yield from (413,) if has_body else ()
    yield from () if is_open and method == "get" else (403,)
    yield from (404,) if "{" in address or method == "post" else ()
    yield from () if method == "get" else (409,)
    yield from (422,) if has_body or operation["parameters"] else ()
    yield from (429, 500)


def _response(status: int, title: str) -> dict[str, Any]:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    response: dict[str, Any] = {"description": title, "content": content}
    header = {401: "WWW-Authenticate", 405: "Allow", 429: "Retry-After"}.get(status)
    if header:
        response["headers"] = {header: {"schema": {"type": "string"}}}
    return response


def _open_operations() -> Iterator[str]:
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                if anybody in operation.auth_callbacks:
                    yield operation.operation_id or ""


def _translated(node: Any) -> Any:
    """Words translated; pydantic's titles left out, which only repeat the names."""
    if isinstance(node, list):
        return [_translated(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        name: _word(value) if name in _WORDS and isinstance(value, str) else _translated(value)
        for name, value in node.items()
        if not (name == "title" and isinstance(value, str))
    }


def _word(text: str) -> str:
    flat = " ".join(text.split())
    return gettext(flat) if flat else ""
