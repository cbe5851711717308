"""What the API of groups takes and gives."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from suyang.foundation.api.schemas import In, OneLine, Slug, TaskSlug, Text
from suyang.people.api import PersonToken

Occasion = Literal["before", "after"]
Name = Annotated[str, Field(max_length=40), OneLine]


class TargetOut(Schema):
    lowest: str = Field(description=_("The band that people come from."))
    highest: str = Field(description=_("The band towards which it goes."))
    honestly: Text = Field(description=_("What can be expected of it and what cannot."))


class QuestionOut(Schema):
    purpose: Literal["trainer_sees_result", "count_in_plan"]
    text: Text


class ConsentOut(Schema):
    __doc__ = _("To be read, or read aloud, before somebody joins. No is always a full answer.")

    id: str
    read_aloud: Text
    questions: list[QuestionOut]
    afterwards: Text


class ProgrammeOut(Schema):
    slug: str
    version: int
    title: Text
    tasks: list[str]
    competences: list[str]
    outcomes: list[Text]
    target: TargetOut
    lessons: list[str]
    consent: ConsentOut


class GroupIn(In):
    programme: Slug
    task: TaskSlug | None = Field(
        default=None, description=_("The key task it reports to; else the programme's first.")
    )
    unit: uuid.UUID
    name: Annotated[str, Field(max_length=60), OneLine] = Field(
        default="", description=_("Else the unit's name.")
    )


class GroupOut(Schema):
    id: uuid.UUID
    name: str
    code: str = Field(description=_("People join with it."))
    programme: str
    task: str
    unit: uuid.UUID
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    imported_at: dt.datetime | None = Field(
        description=_("When it was taken in from another device, where alone it is run.")
    )
    people: int


class CodeOut(Schema):
    __doc__ = _("What somebody who has the code may know before joining.")

    name: str
    programme: str
    consent: ConsentOut


class JoinIn(In):
    code: Annotated[str, Field(min_length=1, max_length=20), OneLine] = Field(
        description=_("The group's code as it was typed.")
    )
    name: Name = Field(
        default="",
        description=_("Any name that the person likes; not needed of somebody with a token."),
    )
    language: Literal["zh-Hans", "en"] | None = None
    trainer_sees_result: bool = Field(
        default=False, description=_("The answer to the consent's question; false is no.")
    )
    count_in_plan: bool = Field(
        default=False, description=_("The answer to the consent's question; false is no.")
    )


class EnrolmentOut(Schema):
    id: uuid.UUID
    group: uuid.UUID
    programme: str
    number: int
    joined_at: dt.datetime
    before_skipped_at: dt.datetime | None


class JoinedOut(Schema):
    enrolment: EnrolmentOut
    code: str = Field(
        description=_(
            "The person's own code to come back with, shown this once; empty for somebody who has "
            "one. A repeat with the same key makes a new one, and the former opens nothing."
        )
    )
    token: PersonToken | None = Field(
        description=_("For somebody who came without a token; else null.")
    )


class ParticipantOut(Schema):
    __doc__ = _("Where somebody is on the way: what was done, never how well.")

    id: uuid.UUID
    number: int
    name: str
    joined_at: dt.datetime
    before: Literal["", "begun", "done", "skipped"]
    lessons: int
    after: Literal["", "begun", "done"]
    here_today: bool
    days: int
    shares_result: bool


class GroupCheckIn(In):
    occasion: Occasion
    language: Literal["zh-Hans", "en"] | None = None
    mode: Literal["alone", "assisted"] = "alone"
    elder: bool = False


class GroupCheckOut(Schema):
    occasion: Occasion
    check: uuid.UUID = Field(description=_("Go on with the operations of checks."))
    state: Literal["open", "finished"]


class ConsentsIn(In):
    trainer_sees_result: bool
    count_in_plan: bool


class LessonTakenOut(Schema):
    lesson: str
    opened_at: dt.datetime
    finished_at: dt.datetime | None


class ImportOut(Schema):
    group: uuid.UUID
    imported_at: dt.datetime = Field(description=_("When this package was first taken in."))
    counts: dict[str, int] = Field(description=_("Rows that were new, by kind."))
