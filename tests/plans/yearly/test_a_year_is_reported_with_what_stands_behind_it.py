"""The year's report: what it says, the note of each figure, and that its three forms agree."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.urls import reverse
from django.utils import translation

from suyang.organisations.models import Installation
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.models import FollowUp, Indicator, KeyTask, TaskIndicator
from suyang.plans.yearly import docx as word
from suyang.plans.yearly import paper
from suyang.plans.yearly.model import Listed, Said, Table, Year
from tests.plans.reporting.conftest import TODAY

pytestmark = pytest.mark.django_db


def said(year: Year) -> str:
    """All of a report in its order, as on paper."""
    lines = [year.title, year.subtitle, year.as_of]
    for part in year.parts:
        lines.append(part.heading)
        for block in part.blocks:
            if isinstance(block, Table):
                lines += [block.caption, *block.headings]
                lines += [str(cell) for row in block.rows for cell in row]
            else:
                lines += [
                    str(one) for one in (block.items if isinstance(block, Listed) else [block])
                ]
    return "\n".join([*lines, *(one.text for one in year.notes)])


def part(year: Year, heading: str) -> str:
    (found,) = [one for one in year.parts if one.heading == heading]
    return said(Year("en", "", "", "", "", (found,), "", (), ""))


def row(year: Year, first: str) -> tuple[Said, ...]:
    """The first row of this name."""
    return next(
        row
        for one in year.parts
        for block in one.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row[0].text == first
    )


def test_a_figure_stands_beside_the_year_before_and_each_has_its_note(made, rates, county):
    year = made()
    _name, now, before, change, rests = row(year, "Villages with a class")
    assert (now.text, before.text, change.text) == ("82.0 %", "75.0 %", "+7.0 points")
    assert change.notes == (*now.notes, *before.notes)
    note = year.notes[now.notes[0] - 1]
    assert note.number == now.notes[0]
    for words in (
        "Villages with a class",
        "Unit: county",
        "Period: 2026",
        "Source: put together from the units directly below",
        "82 of 100",
        "Method 1: Villages that have a class",
    ):
        assert words in note.text
    assert note.address.endswith(
        reverse("indicator-compare", args=[rates.slug]) + f"?unit={county.id}&period=2026"
    )
    assert "2 of 2 units reported" in rests.text


def test_every_number_of_an_indicator_has_a_note_and_every_note_is_named(
    made, rates, goal, target, form
):
    year = made()
    named = {int(one) for one in re.findall(r"\[(\d+)\]", said(year))}
    assert named == {one.number for one in year.notes}
    assert [one.number for one in year.notes] == list(range(1, len(year.notes) + 1))
    for line in said(year).split("\n"):
        if re.match(r"[\d.,]+ %", line):
            assert re.search(r"\[\d+\]$", line), line


def test_the_same_figure_has_one_note(made, rates, goal, target):
    year = made()
    about = [one.text for one in year.notes if one.text.startswith("Villages with a class")]
    # Of 2026, of 2025; the target's is of a month of its own.
    assert len(about) == len(set(about))
    goal_line = part(year, "Goals of the plan")
    of_2026 = row(year, "Villages with a class")[1].notes[0]
    assert f"[{of_2026}]" in goal_line


def test_goals_and_targets_stand_with_their_judgement(made, rates, goal, target):
    year = made()
    assert "More villages have a class: reached" in part(year, "Goals of the plan")
    _name, aim, known, judgement, _why = [
        one
        for block in next(one for one in year.parts if one.heading == "Targets").blocks
        for one in block.rows[0]
    ]
    assert (aim.text, judgement.text) == ("at least 80.0 % by 2026", "met")
    assert known.text.startswith("82.0 %")
    short = part(year, "The year in short")
    assert "Goals of the plan: reached: 1" in short
    assert "Targets: met: 1" in short


def test_tasks_stand_with_state_lead_and_milestones(made, task, milestone):
    state, lead, stones = row(made(), "1.1 A class in every village")[1:]
    assert (state.text, lead.text) == ("running", "county")
    assert stones.text == "due: 1; done: 0; late: 1"
    milestone.done_on = TODAY
    milestone.save()
    assert row(made(), "1.1 A class in every village")[3].text == (
        "due: 1; done: 1; done after the day: 1"
    )


def test_who_reported_and_who_did_not(made, plan, town, other_town, form):
    """September was due on October 10, and nobody has handed it up; the next two are not due."""
    plan.adopts = form.plan
    plan.save()
    year = made()
    assert [one.text for one in row(year, "other-town-2")[1:]][:2] == ["3", "0"]
    who = part(year, "Who reported")
    assert "town: Monthly report 9/2026 (late)" in who


def test_follow_ups_stand_with_their_answer(made, task, town, county):
    FollowUp.objects.create(
        unit=town,
        asked_by_unit=county,
        task=task,
        text="讲师名单",
        due=TODAY,
        asked_at=f"{TODAY}T08:00Z",
        answer="周五报上",
        state=FollowUp.State.ANSWERED,
    )
    found = part(made(), "Follow-ups")
    assert "讲师名单" in found
    assert "周五报上" in found
    assert "answered" in found


def test_small_numbers_of_people_are_withheld_from_a_paper_that_is_passed_on(made, task, county):
    """Whoever makes it sees them elsewhere; the paper goes to people who do not."""
    few = Indicator.objects.create(
        slug="few", kind="people", body={"name": {"en": "Helped"}}, frequency="month"
    )
    TaskIndicator.objects.create(task=task, indicator=few)
    rollup.write_own(few, county.id, 2026, {0: {"total": Cell(3)}})
    year = made()
    assert row(year, "Helped")[1].text == "withheld"
    assert "Helped: so few people that one could be known" in part(
        year, "What could not be shown, and why"
    )


def test_what_could_not_be_shown_is_said_with_its_reason(made, task, county, rates, plan):
    counted = Indicator.objects.create(
        slug="events", kind="things", body={"name": {"en": "Events"}}, frequency="month"
    )
    empty = Indicator.objects.create(
        slug="empty", kind="things", body={"name": {"en": "Places"}}, frequency="month"
    )
    for one in (counted, empty):
        TaskIndicator.objects.create(task=task, indicator=one)
    rollup.write_own(counted, county.id, 2026, {0: {"total": Cell(30)}})
    rollup.write_own(counted, county.id, 2025, {0: {"total": Cell(9)}, 1: {"total": Cell(8)}})
    year = made()
    found = part(year, "What could not be shown, and why")
    assert "Places: no report or source gave a figure" in found
    assert (
        "Events, change: the two years are made of different numbers of periods (2 and 1)" in found
    )
    _name, now, _before, change, rests = row(year, "Events")
    assert (now.text, change.text) == ("30", "–")
    assert rests.text == "n = 1 (reports or counts)"
    assert "Period: 2025 (2 of 12 periods)" in said(year)
    assert "n and units as of the last period" in said(year)
    assert "Targets: none is set" in found
    assert "Who reported: no report" in found


def test_a_report_below_a_unit_below_is_named_when_it_is_late(made, plan, village, county, form):
    """A village is two levels down; its town's own reports are handed up."""
    day = TODAY.replace(day=1)
    form.dues.create(unit=village, period="2026-08", due=day)
    plan.adopts = form.plan
    plan.save()
    assert "village: Monthly report 8/2026 (late)" in part(made(), "Who reported")
    form.dues.filter(unit=village).update(excused="水灾")
    assert "village:" not in part(made(), "Who reported")


def test_goals_without_a_rule_are_counted_as_not_judged(made, goal):
    goal.rule = {}
    goal.save()
    found = part(made(), "What could not be shown, and why")
    assert "Goals for which no rule is written, so that nothing judges them: 1" in found


def test_another_year_than_the_plans_says_that_goals_are_not_judged(made, goal):
    year = made(year=2025)
    assert "Goals: they are judged in the plan's own year, 2026." in part(
        year, "What could not be shown, and why"
    )
    assert row(year, "Villages with a class")[1].text == "75.0 %"
    assert year.as_of == "As of the end of 2025-12-31"


def test_the_change_of_an_estimate_has_its_interval():
    """Errors of 3 and 4 make 5: 1.96 times 5 is 9.8."""
    import uuid

    from suyang.plans.figures.queries import Figure
    from suyang.plans.periods import Period
    from suyang.plans.yearly import wording

    indicator = Indicator(slug="level", kind="estimate", over_time="none", body={})
    now = Figure("level", uuid.uuid4(), Period(2026, "year"), "total", 60.0, error=3.0)
    before = Figure("level", now.unit, Period(2025, "year"), "total", 48.0, error=4.0)
    with translation.override("en"):
        found = wording.change(indicator, now, before)
    assert found == "+12.0 (95% interval +2.2 to +21.8)"


def test_a_change_of_method_shows_no_change(made, rates, county):
    from suyang.plans.models import Series

    Series.objects.filter(indicator=rates, year=2026).update(method=2)
    assert row(made(), "Villages with a class")[3].text == "–"
    assert "different methods (1 and 2)" in part(made(), "What could not be shown, and why")


def test_the_state_of_tasks_is_for_those_who_keep_it(town_officer, town, plan, task, milestone):
    from suyang.plans.yearly import actions

    year = actions.make(town_officer.actor, plan, town.id, 2026, "en")
    assert [one.text for one in row(year, "1.1 A class in every village")[1:]] == [
        "–",
        "county",
        "–",
    ]
    assert "State and milestones of 1.1" in part(year, "What could not be shown, and why")
    KeyTask.objects.filter(pk=task.pk).update(first_edition=None)
    hidden = actions.make(town_officer.actor, plan, town.id, 2026, "en")
    assert "A class in every village" not in said(hidden)


def test_page_word_and_pdf_say_the_same(
    made, rates, goal, target, form, administrator, county, plan
):
    year = made("zh-Hans")
    opened = docx.Document(io.BytesIO(word.write(year)))
    texts = [one.text for one in opened.paragraphs]
    texts += [cell.text for table in opened.tables for row_ in table.rows for cell in row_.cells]
    written = re.sub(r"\s+", "", "".join(texts))
    page = administrator.client.get(
        reverse("plan-year", args=[plan.slug]),
        {"unit": county.id, "year": 2026, "language": "zh-Hans"},
    ).content.decode()
    shown = re.sub(r"<[^>]+>|\s+", "", page)
    printed = paper.report(year)
    for line in said(year).split("\n"):
        bare = re.sub(r"\s+", "", line)
        assert bare in written, line
        assert bare in shown.replace("&quot;", '"'), line
    assert [one.heading for one in printed.sections] == [
        *(one.heading for one in year.parts),
        year.notes_heading,
    ]
    assert paper.write(year).startswith(b"%PDF")


def test_equal_reports_are_equal_files(made, rates, goal):
    assert word.write(made()) == word.write(made())
    assert paper.write(made()) == paper.write(made())


def test_a_demonstration_says_so_in_every_form(made, rates, administrator, county, plan):
    Installation.objects.update(demonstration=True)
    year = made("zh-Hans")
    assert year.demonstration
    opened = docx.Document(io.BytesIO(word.write(year)))
    assert year.demonstration in opened.sections[0].header.paragraphs[0].text
    assert paper.report(year).demonstration == year.demonstration


def test_chinese_is_chinese(made, rates, goal, target, form):
    year = made("zh-Hans")
    assert year.language == "zh-Hans"
    headings = [one.heading for one in year.parts]
    for text in [*headings, year.title, *(one.text for one in year.notes)]:
        assert re.search("[一-鿿]", text), text
    assert "Method" not in said(year)
