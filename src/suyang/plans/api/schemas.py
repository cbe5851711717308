"""What the API of plans gives. What was not published is said so, and is not empty."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from ninja import Schema
from pydantic import Field

from suyang.foundation.api.schemas import Text

PeriodName = Annotated[
    str,
    Field(
        pattern=r"^[0-9]{4}(-([0-9]{2}|Q[1-4]|H[12]))?$",
        description=_("A period: 2026, 2026-H1, 2026-Q3 or 2026-11."),
        examples=["2026-11"],
    ),
]
NotPublished = Literal["not_published"]
Status = dict[str, Literal["published", "rendering", "not_published"]]
_STATUS = _("By language: published, or Suyang's rendering, or not published.")


class PlanOut(Schema):
    slug: str
    version: int
    year: int
    title: Text
    title_status: Status = Field(description=_STATUS)


class SourceOut(Schema):
    id: str
    what: str
    url: str | None = None
    date: str | None = None
    supports: str


class TaskLine(Schema):
    slug: str
    number: str
    title: Text
    title_status: Status = Field(description=_STATUS)


class AspectOut(Schema):
    number: str
    title: Text
    title_status: Status = Field(description=_STATUS)
    tasks: list[TaskLine]


class GoalOut(Schema):
    slug: str
    text: Text
    text_status: Status = Field(description=_STATUS)
    judged_by: Text | None = Field(description=_("Suyang's proposal, not official."))


class IndicatorOut(Schema):
    slug: str
    plan: str
    name: NotPublished | Text
    unit: NotPublished | Text
    target: NotPublished | float
    responsible_bodies: NotPublished | list[str]
    tasks: list[str] = Field(description=_("Slugs of the key tasks it touches."))
    note: Text | None


class WholePlanOut(PlanOut):
    issued_by: list[Text]
    reported: dt.date
    note: Text | None
    published_counts: dict[str, int | NotPublished]
    goals: list[GoalOut]
    aspects: list[AspectOut]
    indicators: list[IndicatorOut]
    sources: list[SourceOut]


class ProposalOut(Schema):
    text: Text
    official: bool


class TaskOut(TaskLine):
    plan: str
    aspect: str
    audience: Text
    does: Text = Field(description=_("What Suyang does about it."))
    lead_bodies: NotPublished | list[str]
    responsible_bodies: NotPublished | list[str]
    evidence: ProposalOut = Field(description=_("Suyang's proposal, not official."))
    indicators: list[str]
    programmes: list[str] = Field(description=_("Programmes on offer that serve the task."))


class EstimateOut(Schema):
    __doc__ = _("A number with its 95 % interval, which holds people's and items' uncertainty.")

    value: float
    low: float
    high: float


class ChangeOut(Schema):
    before: EstimateOut
    after: EstimateOut
    change: EstimateOut


class SharesOut(Schema):
    __doc__ = _("Expected shares of these participants, not of the population; never an effect.")

    bands: list[str]
    before: list[EstimateOut]
    after: list[EstimateOut]
    change: list[EstimateOut]
    at_least_intermediate: ChangeOut


class TaskLevelOut(Schema):
    state: Literal["shown", "withheld", "none", "pending"] = Field(
        description=_(
            "withheld: fewer than ten people, or so that ten cannot be worked out. none: nobody "
            "has taken both checks and agreed to be counted. pending: being computed."
        )
    )
    n: int | None = None
    method: str | None = None
    computed_at: dt.datetime | None = None
    shares: SharesOut | None = None


class CountsOut(Schema):
    __doc__ = _("People (人) and attendances (人次) never add up together.")

    unit: uuid.UUID
    name: str
    people: int
    attendances: int
    groups: int
    level: TaskLevelOut


class FiguresOut(Schema):
    task: str
    as_of: dt.date
    whole: CountsOut
    places: list[CountsOut] = Field(description=_("The units directly below."))
    events: dict[str, int] = Field(description=_("Events behind the figures, by kind."))


class EventOut(Schema):
    __doc__ = _("An event that counts for the task, without a name.")

    id: uuid.UUID
    day: dt.date
    unit: uuid.UUID
    kind: Literal["person", "attendance", "lesson", "check"]
    detail: dict[str, Any] = Field(
        description=_(
            "`lesson` or `occasion`, where it applies; `undone`, the day on which an attendance "
            "was taken back, which is not counted since."
        )
    )
    who: str = Field(description=_("A mark that tells people apart in this list."))
    recorded_at: dt.datetime
