"""What the API of checks takes and gives, member by member; items in item_schemas.py."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import AwareDatetime, Field

from suyang.assessment.api.item_schemas import ItemOut
from suyang.foundation.api.schemas import In, Slug, Text
from suyang.people.api import PersonToken

Band = Literal["foundation", "intermediate", "advanced", "highly_specialised"]


class LengthOut(Schema):
    min: int
    max: int


class BlueprintOut(Schema):
    slug: str
    version: int
    title: Text
    purpose: Text
    told_beforehand: Text = Field(description=_("To be shown before the check begins."))
    minutes: int
    length: LengthOut
    in_programme: bool = Field(
        description=_("Taken in a group: begin it with the operation of the enrolment.")
    )


class CheckIn(In):
    blueprint: Slug
    language: Literal["zh-Hans", "en"] | None = Field(
        default=None, description=_("Of the person; else that of the request.")
    )
    mode: Literal["alone", "assisted"] = "alone"
    elder: bool = Field(default=False, description=_("One task a screen, large."))


class CheckOut(Schema):
    id: uuid.UUID
    blueprint: str
    state: Literal["open", "finished"]
    ended_by: Literal["precision", "length", "person", "exhausted"] | None
    language: str
    mode: Literal["alone", "assisted"]
    elder: bool
    answered: int
    started_at: dt.datetime
    finished_at: dt.datetime | None


class BegunOut(Schema):
    check: CheckOut
    token: PersonToken | None = Field(
        description=_("For somebody who came without a token; else null.")
    )


class PresentationOut(Schema):
    id: uuid.UUID
    position: int
    presented_at: dt.datetime
    item: ItemOut


class NextOut(Schema):
    check: CheckOut
    presentation: PresentationOut | None = Field(description=_("Null when the check has ended."))


_Id = Annotated[str, Field(max_length=60)]


class AnswerIn(In):
    presentation: uuid.UUID
    answer: dict[
        _Id,
        Annotated[str, Field(max_length=1000)]
        | Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=20)]
        | Annotated[dict[_Id, _Id], Field(max_length=20)],
    ] = Field(
        default={},
        max_length=20,
        description=_(
            "By control: a choice's option id; the list of ids of `several`; all ids of an order, "
            'as the person puts them; of a match {row: option}, or a list of "row:option"; the '
            "typed text."
        ),
    )
    dont_know: bool = Field(
        default=False, description=_("“I don't know”; `answer` is then not read.")
    )
    assistance: Literal["", "read", "touched", "suggested"] = Field(
        default="", description=_("How a helper helped, in an assisted check.")
    )
    device_time: AwareDatetime | None = Field(
        default=None, description=_("When it was answered, by the device's clock.")
    )


class AnsweredOut(Schema):
    outcome: Literal["accepted", "repeated"]
    check: CheckOut


class PlaceOut(Schema):
    __doc__ = _(
        "Where the person may stand, 80 % of what is possible; each band is 1 wide, from 0."
    )

    low: float
    middle: float
    high: float


class StandingOut(Schema):
    enough: bool = Field(description=_("False: there is not enough evidence to say."))
    answers: int = Field(description=_("The person's own answers behind it."))
    lowest: Band | None = None
    highest: Band | None = None
    or_above: bool = Field(
        default=False, description=_("The check does not tell the bands above apart.")
    )
    probability: float | None = None
    probabilities: dict[str, float] = {}
    place: PlaceOut | None = None


class SentenceOut(Schema):
    can: Text | None
    next: Text | None


class LinkOut(Schema):
    title: Text
    url: str


class StepOut(Schema):
    competence: str
    name: Text
    text: Text
    links: list[LinkOut]


class ResultOut(Schema):
    check: CheckOut
    method: str
    computed_at: dt.datetime
    scale: str = Field(description=_("`provisional` until calibrated with people."))
    answered: int
    counted: int = Field(description=_("Answers that are the person's own."))
    dont_know: int
    overall: StandingOut | None
    areas: dict[str, StandingOut]
    competences: dict[str, StandingOut]
    sentence: SentenceOut | None
    steps: list[StepOut]
