"""In which order the options of a control are shown, where their order would give the key away.

The same in every language and for everybody, so that two people can talk about it and a page that
is drawn again looks the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any


def shown(body: Mapping[str, Any], control: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The options of an order mixed, never as they stand in the key; those of a match too, where
    each row has one of its own. Classes into which rows are sorted stay as they were written."""
    options: Sequence[Mapping[str, Any]] = control.get("options", ())
    key = _key(control)
    if not key:
        return options
    mixed = sorted(options, key=lambda one: _chance(body.get("id", ""), control["id"], one["id"]))
    if [one["id"] for one in mixed if one["id"] in key] == key:
        return [*mixed[1:], mixed[0]]
    return mixed


def _key(control: Mapping[str, Any]) -> list[str]:
    """The order of options that must not be seen; empty where there is none."""
    if control["kind"] == "order":
        return [option["id"] for option in control["options"]]
    if control["kind"] == "match":
        goes = [row["goes"] for row in control["rows"]]
        return goes if len(set(goes)) == len(goes) else []
    return []


def _chance(*names: str) -> bytes:
    return hashlib.sha256("/".join(names).encode()).digest()
