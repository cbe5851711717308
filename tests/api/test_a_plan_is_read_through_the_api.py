"""Plans are open; figures and evidence need a role; what is withheld stays withheld."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.api.conftest import Program

pytestmark = pytest.mark.django_db
TASK = "kp2022-3.2"


@pytest.fixture
def evidence(village):
    """Three people in one group came, one of them twice."""
    from suyang.foundation import clock
    from suyang.foundation.ids import uuid7
    from suyang.plans.models import Evidence

    group = uuid7()
    for person, day in (("a", 1), ("b", 1), ("c", 1), ("a", 2)):
        Evidence.objects.create(
            event=uuid7(),
            task=TASK,
            kind="attendance",
            unit=village,
            group=group,
            person=person * 64,
            day=dt.date(2026, 3, day),
            recorded_at=clock.now(),
        )


def test_plans_are_open(bank, anybody_program):
    plans = anybody_program.get("/plans").json()["items"]
    assert [plan["slug"] for plan in plans] == ["kp2022", "kp2024"]
    whole = anybody_program.get("/plans/kp2022").json()
    assert [len(whole[part]) for part in ("aspects", "indicators")] == [8, 8]
    assert sum(len(aspect["tasks"]) for aspect in whole["aspects"]) == 29
    assert "not_published" in [indicator["name"] for indicator in whole["indicators"]]
    task = anybody_program.get(f"/tasks/{TASK}?language=en").json()
    assert set(task["title"]) == {"en"}
    assert task["lead_bodies"] == "not_published"
    assert task["programmes"] == ["farmers-new-farm-tools"]
    indicator = anybody_program.get(f"/indicators/{whole['indicators'][0]['slug']}").json()
    assert indicator["plan"] == "kp2022"


def test_figures_are_for_roles(bank, evidence, village, officer_program, anybody_program):
    figures = officer_program.get(f"/tasks/{TASK}/figures?unit={village.id}").json()
    assert (figures["whole"]["people"], figures["whole"]["attendances"]) == (3, 4)
    early = officer_program.get(f"/tasks/{TASK}/figures?unit={village.id}&as_of=2026-03-01")
    assert early.json()["whole"]["attendances"] == 3
    assert anybody_program.get(f"/tasks/{TASK}/figures").status_code == 401


def test_strangers_see_no_figures(
    bank, evidence, village, stranger_program, participant_program, trainer_program
):
    for program in (stranger_program, participant_program, trainer_program):
        for path in ("figures", "evidence", f"figures?unit={village.id}"):
            assert program.get(f"/tasks/{TASK}/{path}").status_code == 403


def test_what_is_withheld_stays_withheld(bank, evidence, village, officer_program):
    from suyang.foundation import clock
    from suyang.plans.models import LevelFigure

    LevelFigure.objects.create(
        task=TASK, unit=village, n=4, body={"n": 4}, computed_at=clock.now(), method="m"
    )
    level = officer_program.get(f"/tasks/{TASK}/figures?unit={village.id}").json()["whole"]["level"]
    assert (level["state"], level["n"], level["shares"]) == ("withheld", None, None)


def test_evidence_has_no_names(bank, evidence, officer_program):
    seen = []
    cursor = ""
    while True:
        page = officer_program.get(f"/tasks/{TASK}/evidence?limit=3{cursor}").json()
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len({event["id"] for event in seen}) == len(seen) == 4
    assert {event["who"] for event in seen} == {"AAAAAA", "BBBBBB", "CCCCCC"}
    assert officer_program.get(f"/tasks/{TASK}/evidence?kind=lesson").json()["items"] == []


def test_a_framework_is_read_and_taken_along(bank, anybody_program):
    framework = anybody_program.get("/frameworks/suyang-21").json()
    assert sum(len(area["competences"]) for area in framework["areas"]) == 21
    assert [len(framework[part]) for part in ("bands", "levels")] == [4, 8]
    case = anybody_program.get("/frameworks/suyang-21/case?language=en").json()
    assert "CFDocument" in case
    assert Program().get("/frameworks/national-survey-3").status_code == 200


def test_units_are_those_of_ones_roles(
    county, town, village, officer_program, trainer_program, participant_program
):
    codes = [unit["code"] for unit in officer_program.get("/units").json()["items"]]
    assert codes == ["county", "town", "village"]
    assert [u["code"] for u in trainer_program.get("/units").json()["items"]] == ["village"]
    assert participant_program.get("/units").status_code == 403
