"""Groups in the counties: people are checked, learn, and are checked again, by the real actions.

Each person has an ability that is drawn: lower in the country than in the town, lower for older
people, and the gaps narrow from year to year. Answers follow from it by the measurement model;
what figures say of the gaps is what the engine makes of the answers.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field

from suyang.foundation import clock, outbox
from suyang.learning import actions as learning
from suyang.learning.actions.consents import Answers
from suyang.learning.models import Enrolment, Group, GroupCheck
from suyang.organisations.permissions import Actor, Role
from suyang.people import actions as people
from suyang.people.models import Characteristic
from suyang.plans.periods import Period
from suyang.website.demonstration.answering import answer_all
from suyang.website.demonstration.schedule import Story
from suyang.website.demonstration.world import Place, World, moment

TASK = "kp2022-3.2"
PROGRAMME = "farmers-new-farm-tools"
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "一二三四五六七八九十"
# In units of the scale: what people in towns, and people under sixty, are ahead, by year.
TOWN_AHEAD = (1.2, 0.8, 0.4)
YOUNGER_AHEAD = (0.8, 0.6, 0.4)
# Older people in the country in the first year, and what everybody gains from year to year: those
# who were behind gain most of it.
LOWEST, RISE, SPREAD = -2.0, 0.5, 0.55
GAIN, GAIN_SPREAD = 0.45, 0.25
ANSWER = dt.timedelta(seconds=4)


@dataclass
class Came:
    """Who came so far. code: the own code of the last who joined, to come back with; open_code:
    that of the group that can still be joined."""

    groups: int = 0
    people: int = 0
    checks: int = 0
    code: str = ""
    open_code: str = ""


@dataclass(frozen=True)
class Person:
    """Somebody made up: what they say about themselves, and their ability before and after."""

    name: str
    sex: str
    born: str
    home: str
    before: float
    after: float
    stays: bool
    says: bool


@dataclass
class _There:
    """Somebody in the room."""

    person: Person
    enrolment: Enrolment
    actor: Actor
    chance: random.Random = field(repr=False)


def mean_ability(year: int, *, urban: bool, older: bool) -> float:
    """The mean ability of a group of people in a year of work, from 0."""
    place = min(year, len(TOWN_AHEAD) - 1)
    ability = LOWEST + RISE * place
    ability += TOWN_AHEAD[place] if urban else 0.0
    return ability + (0.0 if older else YOUNGER_AHEAD[place])


def drawn(chance: random.Random, year: int, *, urban: bool, place: int) -> Person:
    """The place-th person of a group."""
    older = chance.random() < 0.4
    before = chance.gauss(mean_ability(year, urban=urban, older=older), SPREAD)
    return Person(
        name=FAMILY[(place + chance.randrange(len(FAMILY))) % len(FAMILY)] + GIVEN[place % 10],
        sex=chance.choice(("female", "male")),
        born=chance.choice(("1940", "1950")) if older else chance.choice(("1970", "1980", "1990")),
        home="town" if urban else "village",
        before=before,
        after=before + chance.gauss(GAIN, GAIN_SPREAD),
        stays=chance.random() > 0.08,
        says=chance.random() < 0.9,
    )


def afternoon(world: World, came: Came, county: Place, month: Period, number: int) -> Story:
    """One group on one afternoon of a month, from the first who joins to its closing."""
    chance = world.chance("group", county.code, str(month), number)
    day = month.first_day + dt.timedelta(days=3 + chance.randrange(22))
    yield moment(day, 9)
    trainer = world.actor(Role.TRAINER, county.code)
    group = learning.start_group(
        trainer,
        PROGRAMME,
        TASK,
        world.units[county.code],
        f"演示小组{month.year}年{month.number}月",
        world.key("group", county.code, str(month), number),
        seed=chance.getrandbits(48),
    )
    came.groups += 1
    yield moment(day, 14)
    room = _join(world, came, group, county, world.year_of(month))
    yield moment(day, 14, 20)
    for one in room:
        _check(came, one, "before")
    outbox.drain()
    yield moment(day, 15)
    staying = [one for one in room if one.person.stays]
    for one in staying:
        for lesson in group.programme.body["lessons"]:
            learning.finish_lesson(one.actor, one.enrolment, lesson)
    yield moment(day, 16, 30)
    for one in staying:
        _check(came, one, "after")
    outbox.drain()
    # A week later those who like come once more, without phones; then the group is closed.
    later = day + dt.timedelta(days=7)
    yield moment(later, 17, 30)
    again = [one.enrolment.id for one in staying if one.chance.random() < 0.6]
    learning.tick_attendance(world.actor(Role.TRAINER, county.code), group, later, again)
    learning.close_group(world.actor(Role.TRAINER, county.code), group)
    outbox.drain()


def open_group(world: World, came: Came, county: Place, day: dt.date) -> Story:
    """A group that people can still join: what the pages of a running group look like."""
    yield moment(day, 9)
    group = learning.start_group(
        world.actor(Role.TRAINER, county.code),
        PROGRAMME,
        TASK,
        world.units[county.code],
        "演示小组（可加入）",
        world.key("open group"),
        seed=world.chance("open group").getrandbits(48),
    )
    came.groups += 1
    came.open_code = group.code


def _join(world: World, came: Came, group: Group, county: Place, year: int) -> list[_There]:
    room = []
    for place in range(world.shape.people):
        chance = world.chance("person", group.id, place)
        person = drawn(chance, year, urban=county.urban, place=place)
        joined = learning.join(
            group,
            person.name,
            "zh-Hans",
            request_id=world.key("person", group.id, place),
            answers=Answers(
                trainer_sees_result=chance.random() < 0.7, count_in_plan=chance.random() < 0.95
            ),
        )
        enrolment = joined.enrolment
        if person.says:
            _say(enrolment, person)
        came.people += 1
        came.code = joined.code or came.code
        room.append(_There(person, enrolment, Actor(person_id=enrolment.person_id), chance))
    return room


def _say(enrolment: Enrolment, person: Person) -> None:
    kind = Characteristic.Kind
    said = {kind.SEX: person.sex, kind.BIRTH_DECADE: person.born, kind.RESIDENCE: person.home}
    for name, value in said.items():
        people.set_characteristic(enrolment.person, name, value)


def _check(came: Came, one: _There, occasion: str) -> None:
    """All sit at the same time: each begins at the moment at which the room began."""
    before = occasion == GroupCheck.Occasion.BEFORE
    with clock.at(clock.now(), ANSWER):
        taken = learning.start_check(
            one.actor, one.enrolment, occasion, seed=one.chance.getrandbits(62)
        ).check_taken
        answer_all(taken, one.person.before if before else one.person.after, one.chance)
    came.checks += 1
