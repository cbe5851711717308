"""An item as it is put before a person, member by member: never a key, a reason, a rationale."""

from __future__ import annotations

from typing import Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from suyang.foundation.api.schemas import Text


class OptionOut(Schema):
    id: str
    text: Text


class ControlOut(Schema):
    __doc__ = _(
        "One thing to answer. Of an order the options are to be put in order; of a match each row "
        "is given one of the options, which may serve several rows or none."
    )

    id: str
    kind: Literal["choice", "several", "entry", "order", "match"]
    at: str | None = Field(
        default=None, description=_("The part of the scene below which it stands.")
    )
    label: Text | None = None
    options: list[OptionOut] = Field(default=[], description=_("In the order they are shown in."))
    rows: list[OptionOut] = Field(default=[], description=_("Of a match."))
    unit: Text | None = None
    numeric: bool = Field(default=False, description=_("A number is to be typed."))


class MessageOut(Schema):
    id: str
    sender: Text
    address: Text | None = None
    time: Text | None = None
    subject: Text
    body: Text


class LineOut(Schema):
    id: str
    who: Text
    mine: bool = False
    time: Text | None = None
    says: Text


class RowOut(Schema):
    label: Text
    value: Text


class FoundOut(Schema):
    __doc__ = _("One search result.")

    id: str
    title: Text
    address: Text
    mark: Text | None = Field(default=None, description=_("Advertisement, AI overview …"))
    time: Text | None = None
    snippet: Text


class PermissionOut(Schema):
    __doc__ = _("What an app asks for or has.")

    id: str
    name: Text
    reason: Text | None = Field(default=None, description=_("What the app says it is for."))
    state: Text | None = Field(default=None, description=_("As it is set now."))


class SheetOut(Schema):
    __doc__ = _("A spreadsheet: columns are lettered from A, rows numbered from 1.")

    rows: list[list[Text | int | float | str]]
    cell: str | None = Field(default=None, description=_("The cell that is chosen."))
    content: str | None = Field(default=None, description=_("What stands in it: a formula."))


class FileOut(Schema):
    id: str
    kind: Literal["folder", "text", "sheet", "picture", "video", "sound", "archive", "program"]
    name: Text
    size: Text | None = None
    time: Text | None = None
    inside: str | None = Field(default=None, description=_("The folder that it is in."))


class ParagraphOut(Schema):
    __doc__ = _("A paragraph of a text that several people write.")

    id: str
    says: Text
    by: Text | None = None
    struck: Text | None = Field(
        default=None, description=_("A suggestion: the words that `says` would replace.")
    )
    comment: Text | None = None
    commenter: Text | None = None


class SharedWithOut(Schema):
    who: Text
    may: Text


class PurposeOut(Schema):
    __doc__ = _("What personal data is asked for, and what for.")

    id: str
    name: Text
    says: Text
    state: Text | None = Field(default=None, description=_("As it is set now."))


class SceneOut(Schema):
    __doc__ = _("What a simulated task shows; what it does not have is empty or null.")

    title: Text | None = None
    notice: Text | None = None
    query: Text | None = Field(default=None, description=_("What stands in the search box."))
    rows: list[RowOut] = []
    people: list[SharedWithOut] = []
    sheet: SheetOut | None = None
    messages: list[MessageOut] = []
    lines: list[LineOut] = []
    results: list[FoundOut] = []
    permissions: list[PermissionOut] = []
    files: list[FileOut] = []
    paragraphs: list[ParagraphOut] = []
    purposes: list[PurposeOut] = []


class ItemOut(Schema):
    __doc__ = _("An item as it is put before a person: without key, reasons or rationale.")

    format: str
    stem: Text
    scene: SceneOut | None = None
    controls: list[ControlOut]
