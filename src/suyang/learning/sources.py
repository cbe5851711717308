"""What learning can count for whoever steers by it: people, attendances, groups, lessons, levels.

People are counted anew for every unit and period: who learned in two villages, or in two months, is
one person in the county and in the quarter. A column such as sex:female counts those who said so
of themselves, for this purpose; whoever said nothing is in the total, and in sex:unsaid.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from suyang.assessment import groups as estimates
from suyang.foundation import sources
from suyang.foundation.sources import Asked, Found, Source
from suyang.learning import events, pairs
from suyang.learning.models import Attendance, Group, LessonTaken
from suyang.organisations import tree
from suyang.people.models import Characteristic

Kind = Characteristic.Kind
# The half-width of a 95 % interval in standard errors, and the fewest people of an estimate.
WIDTH = 1.959964
FEWEST = 10

# What a person may have said, by column. Of ages only the ten years of birth are kept.
COLUMNS: dict[str, tuple[str, frozenset[str]]] = {
    "sex:female": (Kind.SEX, frozenset({"female"})),
    "sex:male": (Kind.SEX, frozenset({"male"})),
    "sex:other": (Kind.SEX, frozenset({"other"})),
    "place:rural": (Kind.RESIDENCE, frozenset({"village"})),
    "place:urban": (Kind.RESIDENCE, frozenset({"town", "city"})),
    "born:before-1960": (Kind.BIRTH_DECADE, frozenset({"1940", "1950"})),
    "born:1960-1979": (Kind.BIRTH_DECADE, frozenset({"1960", "1970"})),
    "born:1980-1999": (Kind.BIRTH_DECADE, frozenset({"1980", "1990"})),
    "born:2000-later": (Kind.BIRTH_DECADE, frozenset({"2000", "2010"})),
    # As fine as it was said. Where somebody lives further than that is not asked; the units show
    # where they learned. Of work the branch (industry, services) is not asked and so not known.
    "place:village": (Kind.RESIDENCE, frozenset({"village"})),
    "place:town": (Kind.RESIDENCE, frozenset({"town"})),
    "place:city": (Kind.RESIDENCE, frozenset({"city"})),
    "work:farming": (Kind.WORK, frozenset({"farming"})),
    "work:business": (Kind.WORK, frozenset({"business"})),
    "work:employed": (Kind.WORK, frozenset({"employed"})),
    "work:student": (Kind.WORK, frozenset({"student"})),
    "work:home": (Kind.WORK, frozenset({"home"})),
    "work:retired": (Kind.WORK, frozenset({"retired"})),
    "work:looking": (Kind.WORK, frozenset({"looking"})),
    "work:other": (Kind.WORK, frozenset({"other"})),
}
# Who did not say it: with these the columns of a dimension make the total.
UNSAID: dict[str, str] = {
    "sex:unsaid": Kind.SEX,
    "place:unsaid": Kind.RESIDENCE,
    "born:unsaid": Kind.BIRTH_DECADE,
    "work:unsaid": Kind.WORK,
}
_TOLD = (events.ATTENDED, events.ATTENDANCE_UNDONE)
_PEOPLE_TOLD = (*_TOLD, "people.erased", "people.claimed")
_LEVELS_TOLD = (
    events.CHECK_FINISHED,
    events.COUNTING_CHANGED,
    "people.consent_withdrawn",
    "people.erased",
)


def register() -> None:
    sources.register(
        Source(
            "learning.people",
            "people",
            {"zh-Hans": "参加学习的人数", "en": "People who learned"},
            {
                "zh-Hans": "期间内至少到场一次的不同的人。同一个人只计一次。",
                "en": "Different people who were there at least once in the period.",
            },
            people,
            (*COLUMNS, *UNSAID),
            _PEOPLE_TOLD,
        )
    )
    sources.register(
        Source(
            "learning.attendances",
            "attendances",
            {"zh-Hans": "学习人次", "en": "Attendances"},
            {
                "zh-Hans": "一人一天到场计一人次。",
                "en": "One person who was there on one day is one attendance.",
            },
            attendances,
            (*COLUMNS, *UNSAID),
            (*_TOLD, "people.erased"),
        )
    )
    sources.register(
        Source(
            "learning.groups",
            "things",
            {"zh-Hans": "开办的学习小组数", "en": "Groups opened"},
            {
                "zh-Hans": "期间内开办的学习小组。",
                "en": "Groups that were opened in the period.",
            },
            groups,
            events=(events.ENROLLED, events.GROUP_CLOSED),
        )
    )
    sources.register(
        Source(
            "learning.lessons_finished",
            "things",
            {"zh-Hans": "学完的课次数", "en": "Lessons finished"},
            {
                "zh-Hans": "期间内学完的课。一人学完一课计一次。",
                "en": "Lessons finished in the period: one person and one lesson is one.",
            },
            lessons_finished,
            events=(events.LESSON_FINISHED, "people.erased"),
        )
    )
    for occasion, zh, en in (("before", "学习前", "before"), ("after", "学习后", "after")):
        sources.register(
            Source(
                f"learning.intermediate_{occasion}",
                "estimate",
                {
                    "zh-Hans": f"学员{zh}达到中级或以上的比例",
                    "en": f"Participants at intermediate or above, {en} learning",
                },
                {
                    "zh-Hans": "前后两次测评都完成并同意计入的学员的估计比例，不代表全体居民。",
                    "en": "Estimated share of the participants who took both checks and agreed "
                    "to be counted; not of the population.",
                },
                _share(occasion),
                events=_LEVELS_TOLD,
            )
        )


def people(asked: Asked) -> dict[str, Found]:
    return _counted(asked, _attendances(asked), distinct=True)


def attendances(asked: Asked) -> dict[str, Found]:
    """One a person and day, though a person may be in two groups on it."""
    return _counted(asked, _attendances(asked), distinct=False)


def groups(asked: Asked) -> dict[str, Found]:
    opened = _of_task(Group.objects.filter(_within(asked, "unit_id")), asked.task, "")
    count = opened.filter(
        opened_at__gte=_midnight(asked.first), opened_at__lt=_midnight(_next(asked.last))
    ).count()
    return {"total": Found(float(count), n=count)}


def lessons_finished(asked: Asked) -> dict[str, Found]:
    found = LessonTaken.objects.filter(
        _within(asked, "enrolment__group__unit_id"),
        finished_at__gte=_midnight(asked.first),
        finished_at__lt=_midnight(_next(asked.last)),
    )
    count = _of_task(found, asked.task, "enrolment__group__").count()
    return {"total": Found(float(count), n=count)}


def _share(occasion: str) -> sources.Count:
    def count(asked: Asked) -> dict[str, Found]:
        """Pairs of checks of which the second one was finished in the period."""
        if not asked.task:
            return {"total": Found(None, mark="not_applicable")}
        units = tree.with_below(asked.unit, asked.last)
        earlier = {
            after.id
            for _before, after in pairs.paired_checks(
                asked.task, units, until=asked.first - dt.timedelta(days=1)
            )
        }
        found = [
            pair
            for pair in pairs.paired_checks(asked.task, units, until=asked.last)
            if pair[1].id not in earlier
        ]
        if not found:
            return {"total": Found(None, mark="missing")}
        if len(found) < FEWEST:
            return {"total": Found(None, mark="suppressed")}
        body = estimates.band_shares(found, pairs.competences_of(asked.task))
        if not body:
            return {"total": Found(None, mark="missing")}
        share = body["at_least_intermediate"][occasion]
        error = (share["high"] - share["low"]) / (2 * WIDTH)
        return {"total": Found(share["value"], error=error, n=body["n"])}

    return count


def _attendances(asked: Asked) -> QuerySet[Attendance]:
    found = Attendance.objects.standing().filter(
        _within(asked, "enrolment__group__unit_id"), day__gte=asked.first, day__lte=asked.last
    )
    return _of_task(found, asked.task, "enrolment__group__")


def _counted(asked: Asked, found: QuerySet[Attendance], distinct: bool) -> dict[str, Found]:
    """The total and each column: different people, or different days of a person.

    A person says at most one value of a kind: what was said can be added up, and what is left was
    not said."""
    who: Any = F("enrolment__person_id")
    if not distinct:
        text = CharField()
        who = Concat(Cast(who, text), Value(" "), Cast("day", text), output_field=text)
    found = found.order_by()
    total = found.aggregate(n=Count(who, distinct=True))["n"]
    said: Counter[tuple[str, str]] = Counter()
    if total and asked.columns:
        way = "enrolment__person__characteristics__"
        by_value = found.values_list(f"{way}kind", f"{way}value")
        for kind, value, n in by_value.annotate(n=Count(who, distinct=True)):
            said[kind, value] = n
    counts = {"total": total}
    for column in asked.columns:
        if column in COLUMNS:
            kind, values = COLUMNS[column]
            counts[column] = sum(said[kind, value] for value in values)
        elif column in UNSAID:
            unsaid = UNSAID[column]
            counts[column] = total - sum(n for (kind, _v), n in said.items() if kind == unsaid)
    return {column: Found(float(count), n=count) for column, count in counts.items()}


def _within(asked: Asked, field: str) -> Q:
    return Q(**{f"{field}__in": tree.within(asked.unit, asked.last)})


def _of_task(found: QuerySet[Any], task: str, way: str) -> QuerySet[Any]:
    """Only what groups did that work for a task: started for it, or their programme lists it."""
    if not task:
        return found
    return found.filter(**{f"{way}id__in": pairs.groups_of_task(task)})


def _next(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=1)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
