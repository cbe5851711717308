"""The group package as a file: gzipped JSON with a digest, checked before anything is believed.

Shape: package.schema.json. The digest (SHA-256 over the body's canonical JSON) shows damage on the
way. It cannot show who made the package: two installations share no secret, so whoever can write
one can write any. That is why only an office that may import groups takes one in, why scores are
computed again from the answers, and why nothing that is already here is ever overwritten.
"""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import re
import uuid
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker

from suyang.foundation import clock, content
from suyang.foundation.permissions import Refused

FORMAT = "suyang-group"
VERSION = 1
# The page that asks to confirm carries it as text, a third longer, below the form limit of 6 MB.
MAX_PACKED = 4 * 1024 * 1024
MAX_BYTES = 60 * 1024 * 1024
# Spelled out in JSON; PostgreSQL keeps none.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_SCHEMA = Path(__file__).with_name("package.schema.json")
_FORMATS = FormatChecker(formats=())


@dataclass(frozen=True)
class Package:
    """A package that is whole and well formed; whether it fits this installation is not known."""

    digest: str
    made_at: dt.datetime
    body: dict[str, Any]


def write(body: dict[str, Any]) -> bytes:
    """The package's file. The same body gives the same digest."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": clock.now().isoformat(),
        "digest": content.digest(body),
        "body": body,
    }
    text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def read(data: bytes) -> Package:
    """Raises Refused, saying what is wrong with the file and what to do."""
    whole = _parse(_unpack(data))
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise _wrong_kind()
    if whole.get("version") != VERSION:
        raise _refused(
            _(
                "This package was written by another version of Suyang. Please bring both to the "
                "same version and export it again."
            )
        )
    errors = sorted(_validator().iter_errors(whole), key=lambda error: list(error.path))
    if errors:
        place = ".".join(str(part) for part in errors[0].absolute_path) or "."
        raise _refused(
            _("The package is damaged at %(place)s. Please export it again on the laptop.")
            % {"place": place}
        )
    if _digest(whole["body"]) != whole["digest"]:
        raise _refused(
            _("The package was changed after it was made. Please export it again on the laptop.")
        )
    _check_references(whole["body"])
    return Package(whole["digest"], moment(whole["made_at"]), whole["body"])


def moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _unpack(data: bytes) -> bytes:
    """The JSON inside. Stops before a small file can unfold into a huge one."""
    if len(data) > MAX_PACKED:
        raise _refused(
            _("The file is larger than %(size)s MB. A group package is never that large.")
            % {"size": MAX_PACKED // 1024 // 1024}
        )
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            text = packed.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error):
        raise _wrong_kind()
    if len(text) > MAX_BYTES:
        raise _refused(_("The package holds more than a group can. It was not taken in."))
    return text


def _parse(text: bytes) -> Any:
    if _NUL.search(text):
        raise _wrong_kind()
    try:
        return json.loads(text.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _wrong_kind()


def _digest(body: dict[str, Any]) -> str:
    try:
        return content.digest(body)
    except UnicodeEncodeError:
        # Half of a character: JSON can spell it, no text has it.
        raise _wrong_kind()


@lru_cache(maxsize=1)
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_SCHEMA.read_text("utf-8")), format_checker=_FORMATS)


@_FORMATS.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(uuid.UUID(value)) == value


@_FORMATS.checks("date-time", raises=ValueError)
def _is_time(value: object) -> bool:
    """With its zone, and in years that every zone has: a clock without battery says 1970."""
    if not isinstance(value, str):
        return True
    found = moment(value)
    return found.tzinfo is not None and 1970 <= found.year <= 2200


@_FORMATS.checks("date", raises=ValueError)
def _is_date(value: object) -> bool:
    return not isinstance(value, str) or dt.date.fromisoformat(value).isoformat() == value


def _check_references(body: dict[str, Any]) -> None:
    """Every place and id that a part names must be there."""
    people = {person["id"] for person in body["people"]}
    checks = [check for one in body["enrolments"] for check in one["checks"]]
    shown = [one for check in checks for one in check["presentations"]]
    lessons = [taken for one in body["enrolments"] for taken in one["lessons"]]
    sound = (
        {one["person"] for one in body["enrolments"]} <= people
        and body["group"]["trainer"] in people
        and {one["person"] for one in body.get("claimed", ())} <= people
        and all(taken["lesson"] < len(body["lessons"]) for taken in lessons)
        and all(check["blueprint"] < len(body["blueprints"]) for check in checks)
        and all(check["bank"] < len(body["banks"]) for check in checks)
        and all(one["item"] < len(body["items"]) for one in shown)
        and all(place < len(body["items"]) for bank in body["banks"] for place in bank)
        and all(_corrections_fit(one["attendances"]) for one in body["enrolments"])
    )
    if not sound:
        raise _refused(
            _("The package does not fit together. Please export it again on the laptop.")
        )


def _corrections_fit(attendances: list[dict[str, Any]]) -> bool:
    """Each correction names an earlier one of its day that says the opposite and is not named
    yet."""
    open_ones: dict[str, tuple[str, bool]] = {}
    for one in attendances:
        says = one["day"], one.get("was_there", True)
        if "corrects" in one:
            named = open_ones.pop(one["corrects"], None)
            if named is None or named[0] != says[0] or named[1] == says[1]:
                return False
        open_ones[one["id"]] = says
    return True


def _wrong_kind() -> Refused:
    return _refused(_("This is not a group package. Choose the file that “Export the group” made."))


def _refused(message: str) -> Refused:
    return Refused(message, code="package", field="package")
