"""Plans made of pieces that look like numbers, headings, bodies, days and layout come back as they
were, from XLSX and from DOCX, in Chinese, English and both. (Only a text whose last line is itself
“（牵头单位：…）” is taken for one that names its bodies, when a Word document has none.)"""

from __future__ import annotations

import random

import pytest

from suyang.plans.intake import reading
from suyang.plans.outgoing import docx, lines, tables
from suyang.plans.outgoing.lines import Source
from suyang.plans.writing import numbering
from suyang.plans.writing.wording import clean, clean_long

PIECES = {
    "zh-Hans": (
        *(
            "一、",
            "（二）",
            "1.",
            "5G",
            "60%以上",
            "=1+1",
            "“引号”",
            "：",
            "。",
            "；",
            "\n",
            "\n\n",
        ),
        *("2027年6月底前", "由县教育局负责", "（责任单位：县委办）", "里程碑：", "任务分工"),
        *("目标", "指标", "方面", "培训", "老年人"),
    ),
    "en": (
        *("1 ", "(2) ", "1.1 ", "No.", "60%", "=SUM(A1)", "'quoted'", "[slug]", "; ", ". ", " / "),
        *("by the end of June 2027", "Lead body: the office", "Milestones: ", "\n", "\n\n", " | "),
        *("Who does what by when", "Goals", "Aspect", "training", "elders"),
    ),
}


def words(chance, language, most, long=False):
    said = "".join(chance.choice(PIECES[language]) for _piece in range(chance.randint(1, most)))
    return clean_long(said) if long else clean(said)


def both(chance, spoken, most, long=False, optional=False):
    if optional and chance.random() < 0.3:
        return {}
    plain = {"zh-Hans": "培训", "en": "training"}
    return {one: words(chance, one, most, long) or plain[one] for one in spoken}


def plan_of(chance, spoken):
    """A text as an edition keeps it. What is there is there in each language of the plan: beside an
    empty Chinese title, a Word document shows the English one in its place."""
    scheme = chance.choice(numbering.SCHEMES)
    aspects = []
    for place in range(1, chance.randint(2, 4)):
        number = numbering.aspect_number(place, scheme)
        tasks = [
            {
                "slug": f"t{place}-{order}",
                "number": numbering.task_number(place, order, scheme),
                "title": both(chance, spoken, 4),
                "text": both(chance, spoken, 9, long=True, optional=True),
                "lead": chance.choice([None, {"name": "Office of the county", "unit": None}]),
                "joint": [
                    {"name": name, "unit": None}
                    for name in chance.sample(["县委网信办", "Culture, Sport and Media", "妇联"], 2)
                ][: chance.randint(0, 2)],
                "milestones": [
                    {"id": "", "due": f"2027-0{month}-15", "title": both(chance, spoken, 3)}
                    for month in range(1, chance.randint(1, 4))
                ],
                "indicators": chance.choice([[], ["kp2022-i1", "own-x"]]),
            }
            for order in range(1, chance.randint(1, 4))
        ]
        aspects.append(
            {
                "id": place,
                "number": number,
                "title": both(chance, spoken, 4),
                "text": both(chance, spoken, 6, long=True, optional=True),
                "lead": chance.choice([None, {"name": "县教育局、体育局", "unit": None}]),
                "tasks": tasks,
            }
        )
    return {
        "title": both(chance, spoken, 5),
        "year": 2027,
        "unit": None,
        "numbering": scheme,
        "intro": both(chance, spoken, 9, long=True, optional=True),
        "goals": [
            {"slug": "", "text": both(chance, spoken, 5, long=True)}
            for _goal in range(chance.randint(0, 3))
        ],
        "aspects": aspects,
    }


def told(text, language):
    """What a draft in one language should say of it."""
    return {
        "title": text["title"].get(language, ""),
        "intro": text["intro"].get(language, ""),
        "goals": [goal["text"].get(language, "") for goal in text["goals"]],
        "aspects": [
            {
                "title": aspect["title"].get(language, ""),
                "text": aspect["text"].get(language, ""),
                "tasks": [
                    {
                        "title": task["title"].get(language, ""),
                        "text": task["text"].get(language, ""),
                        "stones": [
                            (stone["due"], stone["title"].get(language, ""))
                            for stone in task["milestones"]
                        ],
                    }
                    for task in aspect["tasks"]
                ],
            }
            for aspect in text["aspects"]
        ],
    }


def read(draft):
    return {
        "title": draft.title,
        "intro": draft.intro,
        "goals": draft.goals,
        "aspects": [
            {
                "title": aspect.title,
                "text": aspect.text,
                "tasks": [
                    {
                        "title": task.title,
                        "text": task.text,
                        "stones": [(str(one.due), one.title) for one in task.milestones],
                    }
                    for task in aspect.tasks
                ],
            }
            for aspect in draft.aspects
        ],
    }


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("writer", [docx, tables])
def test_it_comes_back(db, writer, seed):
    chance = random.Random(seed)
    wanted = ("zh-Hans", "en", "both")[seed % 3]
    spoken = lines.languages(wanted)
    text = plan_of(chance, spoken)
    draft = reading.read_file(writer.write(Source(text, "2027-x"), wanted))
    assert draft.own
    assert draft.year == 2027
    assert read(draft) == told(text, spoken[0])
    if len(spoken) > 1 and draft.beside is not None:
        assert read(draft.beside) == told(text, spoken[1])
    written = [task for aspect in text["aspects"] for task in aspect["tasks"]]
    for aspect, above in zip(draft.aspects, text["aspects"], strict=True):
        assert aspect.lead == (above["lead"] or {"name": ""})["name"]
    for task, said in zip(draft.tasks, written, strict=True):
        assert task.lead == (said["lead"] or {"name": ""})["name"]
        assert task.joint == [one["name"] for one in said["joint"]]
        assert task.indicators == [f"[{slug}]" for slug in said["indicators"]]
