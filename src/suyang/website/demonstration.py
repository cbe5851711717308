"""A labelled county with an afternoon or two in its villages, made by the real actions.

Nobody in it is real: names are made of a family name and a number word, answers are drawn from
the measurement model itself. Every page and file of such an installation says that it is a
demonstration.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from suyang.assessment import actions as assessment
from suyang.assessment.models import Check, Presentation
from suyang.foundation import ids, outbox
from suyang.learning import actions as learning
from suyang.learning.actions.consents import Answers
from suyang.learning.models import Group
from suyang.organisations import actions as organisations
from suyang.organisations.models import Installation, Unit
from suyang.organisations.permissions import Actor, Role
from suyang.people import actions as people
from suyang.people.models import Account
from suyang.plans import levels
from suyang.psychometrics.responses import probability

TASK = "kp2022-3.2"
PROGRAMME = "farmers-new-farm-tools"
PASSWORD = "willow-village-26"  # noqa: S105 - printed on the screen, guards made-up data only
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "一二三四五六七八九十"

UNITS_CSV = """code,name_zh,name_en,kind,parent_code
demo-hekou,河口镇（演示）,Hekou Town (demo),town,
demo-nanshan,南山镇（演示）,Nanshan Town (demo),town,
demo-baiyang,白杨镇（演示）,Baiyang Town (demo),town,
demo-liushu,柳树村（演示）,Liushu Village (demo),village,demo-hekou
demo-qiaotou,桥头村（演示）,Qiaotou Village (demo),village,demo-hekou
demo-shangping,上坪村（演示）,Shangping Village (demo),village,demo-nanshan
demo-taoyuan,桃源村（演示）,Taoyuan Village (demo),village,demo-nanshan
demo-xiaohe,小河村（演示）,Xiaohe Village (demo),village,demo-nanshan
demo-songlin,松林村（演示）,Songlin Village (demo),village,demo-baiyang
"""

# Village, people in the group, mean ability before, what the afternoon adds on average.
AFTERNOONS = (
    ("demo-liushu", 16, -1.3, 0.45),
    ("demo-qiaotou", 12, -1.0, 0.35),
    ("demo-shangping", 14, -1.5, 0.4),
    ("demo-taoyuan", 13, -0.9, 0.2),
    ("demo-xiaohe", 7, -1.2, 0.3),
    ("demo-songlin", 15, -1.1, 0.5),
)

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Made:
    """What the demonstration holds, and how to sign in to it."""

    groups: int
    people: int
    checks: int
    administrator: str
    trainer: str
    password: str


def make(progress: Progress, seed: int = 2026) -> Made:
    """Fill an empty installation. Raises Refused when there is an office already."""
    chance = random.Random(seed)  # noqa: S311 - made-up people, repeatably
    total = len(AFTERNOONS) + 2
    progress(0, total, "office")
    administrator = people.found_office(
        office_name={"zh-Hans": "青石县（演示）", "en": "Qingshi County (demo)"},
        office_kind=Unit.Kind.COUNTY,
        name="演示管理员",
        username="demo-admin",
        password=PASSWORD,
    )
    Installation.objects.update(demonstration=True)
    actor = _actor(administrator)
    installation = Installation.objects.get()
    organisations.import_units(actor, UNITS_CSV.encode(), installation.office)
    progress(1, total, "units")
    trainer = _trainer(actor, installation.office)
    counted = checks = 0
    for number, (code, size, ability, gain) in enumerate(AFTERNOONS, start=1):
        group = _group(trainer, Unit.objects.get(code=code), number)
        for place in range(size):
            theta = chance.gauss(ability, 0.7)
            checks += _afternoon(group, place, theta, gain, chance)
            counted += 1
        outbox.drain()
        progress(number + 1, total, code)
    progress(total - 1, total, "figures")
    levels.compute_wanted.func()
    progress(total, total, "")
    return Made(len(AFTERNOONS), counted, checks, "demo-admin", "demo-trainer", PASSWORD)


def _actor(account: Account) -> Actor:
    return Actor(person_id=account.person_id, account_id=account.id)


def _trainer(actor: Actor, office: Unit) -> Actor:
    _invitation, code = organisations.invite(actor, Role.TRAINER, office, "demo")
    account = people.accept_invitation(code, "demo-trainer", PASSWORD, "演示带班人")
    return _actor(account)


def _group(trainer: Actor, village: Unit, number: int) -> Group:
    return learning.start_group(
        trainer, PROGRAMME, TASK, village, f"演示小组{GIVEN[number]}", ids.uuid7()
    )


def _afternoon(group: Group, place: int, theta: float, gain: float, chance: random.Random) -> int:
    """One person's afternoon; the number of checks they took to the end."""
    name = FAMILY[place % len(FAMILY)] + GIVEN[place // len(FAMILY) + chance.randrange(9)]
    joined = learning.join(
        group,
        name,
        "zh-Hans",
        request_id=ids.uuid7(),
        answers=Answers(
            trainer_sees_result=chance.random() < 0.7, count_in_plan=chance.random() < 0.95
        ),
    )
    enrolment = joined.enrolment
    actor = Actor(person_id=enrolment.person_id)
    before = learning.start_check(actor, enrolment, "before").check_taken
    answer_all(before, theta, chance)
    if chance.random() < 0.06:
        return 1  # went home early
    for lesson in group.programme.body["lessons"]:
        learning.open_lesson(actor, enrolment, lesson)
        learning.finish_lesson(actor, enrolment, lesson)
    after = learning.start_check(actor, enrolment, "after").check_taken
    answer_all(after, theta + chance.gauss(gain, 0.3), chance)
    return 2


def answer_all(check: Check, theta: float, chance: random.Random) -> None:
    """Answer as somebody of that ability would, by the measurement model."""
    while (shown := assessment.present(check)) is not None:
        item = shown.item
        solved = chance.random() < float(
            probability(theta, item.discrimination, item.difficulty, item.guessing)
        )
        unsure = not solved and chance.random() < 0.25
        given = {} if unsure else _answer(shown, solved, chance)
        assessment.answer(check, shown.id, given, dont_know=unsure)
        check.refresh_from_db()


def _answer(shown: Presentation, solved: bool, chance: random.Random) -> dict[str, str | list[str]]:
    """An answer that is right, or wrong in one control at least."""
    controls = shown.item.item.body["controls"]
    missed = None if solved else chance.randrange(len(controls))
    return {
        control["id"]: _control(control, number != missed, chance)
        for number, control in enumerate(controls)
    }


def _control(control: dict, right: bool, chance: random.Random) -> str | list[str]:  # type: ignore[type-arg]
    if control["kind"] == "entry":
        if not right:
            return "不清楚"
        return str(control["accept"][0]) if "accept" in control else str(control["number"])
    if control["kind"] == "order":
        put = [option["id"] for option in control["options"]]
        return put if right else put[::-1]
    if control["kind"] == "match":
        ids = [option["id"] for option in control["options"]]
        return [
            f"{row['id']}:{row['goes'] if right else chance.choice(_but(ids, row['goes']))}"
            for row in control["rows"]
        ]
    keys = [option["id"] for option in control["options"] if option.get("key")]
    others = [option["id"] for option in control["options"] if not option.get("key")]
    if control["kind"] == "several":
        return keys if right else [chance.choice(others)]
    return keys[0] if right else str(chance.choice(others))


def _but(ids: list[str], one: str) -> list[str]:
    return [other for other in ids if other != one]
