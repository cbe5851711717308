"""A plan's files: for whom, in which language, and taken in again."""

from __future__ import annotations

import datetime as dt
import io
import uuid

import docx as python_docx
import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.plans import editions
from suyang.plans.intake import actions, reading
from suyang.plans.models import Indicator, Plan
from suyang.plans.outgoing import docx, lines, tables
from suyang.plans.writing import carrying, making, text

pytestmark = pytest.mark.django_db
TEXT = """青石县2027年数字素养工作要点
为让全县居民都会用、敢用，制定本要点。
一、加强培训
（一）开设夜校。在每个乡镇开设夜校，教手机的基本用法。（牵头单位：青石县；配合单位：县老年大学）2027年6月底前完成。
（二）培训农民。组织农民学习网上销售。（责任单位：农业农村局）
二、改善服务
（三）改造大厅。为老年人保留人工窗口。（责任单位：政务服务局）
"""


@pytest.fixture
def plan(administrator, county):
    draft = reading.read_text(TEXT)
    return actions.write_draft(
        administrator.actor, county, draft, year=2027, key=uuid.uuid4(), language="zh-Hans"
    )


def tasks_of(draft):
    return [
        {
            "aspect": aspect.title,
            "title": task.title,
            "text": task.text,
            "lead": task.lead,
            "joint": task.joint,
            "due": [(one.due, one.title) for one in task.milestones],
        }
        for aspect in draft.aspects
        for task in aspect.tasks
    ]


def tasks_written(plan):
    text = editions.whole_text(plan)
    return [
        {
            "aspect": aspect["title"]["zh-Hans"],
            "title": task["title"]["zh-Hans"],
            "text": task["text"].get("zh-Hans", ""),
            "lead": lines.body_names(task, "zh-Hans")[0],
            "joint": [name for name in lines.body_names(task, "zh-Hans")[1].split("、") if name],
            "due": [
                (dt.date.fromisoformat(one["due"]), one["title"]["zh-Hans"])
                for one in task["milestones"]
            ],
        }
        for aspect in text["aspects"]
        for task in aspect["tasks"]
    ]


@pytest.mark.parametrize("writer", [docx, tables])
def test_a_file_taken_in_again_gives_the_same_tasks(plan, writer):
    draft = reading.read_file(writer.write(lines.source(plan, None), "zh-Hans"))
    assert len(plan.tasks.all()) == 3
    assert tasks_of(draft) == tasks_written(plan)


def rich(administrator, county, language):
    """A plan with all that a text can hold, in one language or both: things that look like
    numbers, headings, bodies and days where they are none."""
    texts = {
        "zh-Hans": lambda zh, en: {"zh-Hans": zh},
        "en": lambda zh, en: {"en": en},
        "both": lambda zh, en: {"zh-Hans": zh, "en": en},
    }[language]
    scheme = "decimal" if language == "en" else "chinese"
    actor = administrator.actor
    plan = making.make_plan(
        actor,
        county,
        texts("数字素养工作要点（试行）", "Digital literacy: key points. A trial"),
        2028,
        key=uuid.uuid4(),
        intro=texts("为让大家会用。\n\n一、不是方面的一行", "So that all can.\n\n1. Not an aspect"),
        scheme=scheme,
    )
    text.add_goal(
        actor, plan, texts("覆盖60%。\n两行的目标", "Reach 60%.\nA goal of two lines"), uuid.uuid4()
    )
    text.add_goal(actor, plan, texts("缩小差距", "Narrow the gap"), uuid.uuid4())
    first = text.add_aspect(
        actor,
        plan,
        texts("加强培训", "Goals of training"),
        texts("（一）先易后难\n再巩固", "(1) What is easy first\nThen repeat"),
        uuid.uuid4(),
        "青石县" if language != "en" else "Education office",
    )
    text.add_aspect(
        actor, plan, texts("暂无任务", "No tasks yet"), {}, uuid.uuid4(), "教育局、文旅局"
    )
    third = text.add_aspect(actor, plan, texts("加强培训", "Goals of training"), {}, uuid.uuid4())
    night = text.add_task(
        actor,
        first,
        title=texts("开设夜校。每周一次：含节假日", "Evening classes. Once a week: holidays too"),
        text=texts(
            "教手机。由村委会负责。\n\n2027年6月底前完成200场。",
            "Phones.\n\n2. By the end of June 2028, 200 sessions. Lead: nobody",
        ),
        key=uuid.uuid4(),
        lead="青石县" if language != "en" else "County library",
        joint="县老年大学、团县委" if language != "en" else "College of elders, Youth league",
    )
    text.add_task(actor, third, title=texts("5G 覆盖", "5G for all"), text={}, key=uuid.uuid4())
    carrying.add_milestone(
        actor, night, texts("开班；招生", "Open; enrol"), dt.date(2028, 3, 1), uuid.uuid4()
    )
    carrying.add_milestone(
        actor, night, texts("办完", "All done"), dt.date(2028, 11, 30), uuid.uuid4()
    )
    carrying.set_indicators(actor, night, [one.slug for one in Indicator.objects.all()[:2]])
    plan.refresh_from_db()
    return plan


def said_by(plan):
    """All that the text of a plan says, without ids."""
    found = editions.whole_text(plan)
    for aspect in found["aspects"]:
        del aspect["id"]
        for task in aspect["tasks"]:
            del task["slug"]
            for stone in task["milestones"]:
                del stone["id"]
    found["goals"] = [goal["text"] for goal in found["goals"]]
    return {**found, "slug": ""}


@pytest.mark.parametrize("writer", [docx, tables])
@pytest.mark.parametrize("language", ["zh-Hans", "en", "both"])
def test_a_whole_plan_comes_back_whole(administrator, county, bank, writer, language):
    plan = rich(administrator, county, language)
    before = said_by(plan)
    assert [bool(one.get("lead")) for one in before["aspects"]] == [True, True, False]
    assert len(before["aspects"][0]["tasks"][0]["indicators"]) == 2
    draft = reading.read_file(writer.write(lines.source(plan, None), language))
    assert draft.own
    again = actions.write_draft(
        administrator.actor, county, draft, year=draft.year, key=uuid.uuid4(), language=language
    )
    assert said_by(again) == before


@pytest.mark.parametrize("language", ["zh-Hans", "en", "both"])
@pytest.mark.parametrize(("kind", "begins"), [("docx", b"PK"), ("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_every_kind_of_file_in_every_language(administrator, plan, visitor, kind, begins, language):
    address = reverse("plan-file", args=[plan.slug, language, kind])
    answer = administrator.client.get(address, {"edition": "draft"})
    assert answer.status_code == 200
    assert answer.content.startswith(begins)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert visitor.client.get(address).status_code == 404
    assert visitor.client.get(address, {"edition": "draft"}).status_code == 404


def test_everybody_downloads_what_is_published_and_only_that(administrator, plan, visitor):
    editions.publish(administrator.actor, plan, dt.date(2026, 11, 5), {}, plan.revision)
    page = visitor.client.get(reverse("plan", args=[plan.slug])).content.decode()
    address = reverse("plan-file", args=[plan.slug, "zh-Hans", "docx"])
    assert f"{address}?edition=1" in page
    answer = visitor.client.get(address, {"edition": "1"})
    assert tasks_of(reading.read_file(answer.content)) == tasks_written(plan)
    assert visitor.client.get(address).content == answer.content
    for edition in ("draft", "2", "x", "99999"):
        assert visitor.client.get(address, {"edition": edition}).status_code == 404


def test_plans_of_the_content_are_downloaded(bank, visitor):
    for slug in Plan.objects.filter(unit=None).values_list("slug", flat=True):
        page = visitor.client.get(reverse("plan", args=[slug])).content.decode()
        for language in ("zh-Hans", "en"):
            for kind in ("docx", "xlsx", "pdf"):
                address = reverse("plan-file", args=[slug, language, kind])
                assert address in page
                assert visitor.client.get(address).status_code == 200


def test_there_is_no_other_kind_or_language(administrator, plan):
    for language, kind in (("fr", "docx"), ("en", "exe")):
        address = reverse("plan-file", args=[plan.slug, language, kind])
        assert administrator.client.get(address, {"edition": "draft"}).status_code == 404


TAKE_IN = "/plans/office/take-in/"


def sent(administrator, name, data):
    return administrator.client.post(TAKE_IN, {"file": SimpleUploadedFile(name, data)})


def fields(page):
    """What the preview's form sends when nothing is touched."""
    found = {field.name: field.value() or "" for field in page.context["form"]}
    return found | {f"line_{row.line.number}": row.line.kind for row in page.context["rows"]}


@pytest.mark.parametrize(("writer", "kind"), [(docx, "docx"), (tables, "xlsx")])
def test_both_languages_come_back_on_the_page(administrator, county, bank, writer, kind):
    plan = rich(administrator, county, "both")
    page = sent(administrator, f"plan.{kind}", writer.write(lines.source(plan, None), "both"))
    assert page.status_code == 200
    assert not page.context["unmeasured"]
    given = fields(page)
    assert (given["year"], given["language"]) == (2028, "both")
    answer = administrator.client.post(TAKE_IN, given | {"take": "1"})
    assert answer.status_code == 302
    made = Plan.objects.exclude(pk=plan.pk).get(unit=county)
    assert said_by(made) == said_by(plan)


def test_a_row_of_a_workbook_is_left_out_and_taken_back(administrator, county, bank):
    plan = rich(administrator, county, "en")
    page = sent(administrator, "plan.xlsx", tables.write(lines.source(plan, None), "en"))
    row = next(one.line for one in page.context["rows"] if "5G for all" in one.line.text)
    given = fields(page)
    out = administrator.client.post(
        TAKE_IN, given | {f"line_{row.number}": "left_out", "again": "1"}
    )
    assert len(out.context["draft"].tasks) == 1
    back = administrator.client.post(
        TAKE_IN, fields(out) | {f"line_{row.number}": "task", "again": "1"}
    )
    assert len(back.context["draft"].tasks) == 2
    # A row of goals is a goal or nothing: it is not told to be a task.
    goal = next(one for one in page.context["rows"] if one.line.text == "Narrow the gap")
    assert [kind for kind, _name in goal.choices] == ["goal", "left_out"]


def test_a_line_of_a_word_file_is_told_to_be_something_else(administrator, county, bank):
    plan = rich(administrator, county, "zh-Hans")
    page = sent(administrator, "plan.docx", docx.write(lines.source(plan, None), "zh-Hans"))
    line = next(one.line for one in page.context["rows"] if one.line.text == "再巩固")
    again = administrator.client.post(
        TAKE_IN, fields(page) | {f"line_{line.number}": "task", "again": "1"}
    )
    aspect = again.context["draft"].aspects[0]
    assert [task.title for task in aspect.tasks] == ["再巩固", "开设夜校。每周一次：含节假日"]


def test_a_workbook_that_was_edited_and_saved_comes_back_with_the_edit(administrator, county, bank):
    plan = rich(administrator, county, "zh-Hans")
    data = io.BytesIO(tables.write(lines.source(plan, None), "zh-Hans"))
    book = openpyxl.load_workbook(data)
    tasks = book.worksheets[0]
    tasks.append(["", "新的方面", "新的任务", "说明", "青石县", "", "7月底 完成", ""])
    tasks.append(["", "", "接着的任务", "", "", "", "某个时候", "没有的指标 [none-such]"])
    saved = io.BytesIO()
    book.save(saved)
    draft = reading.read_file(saved.getvalue())
    assert [aspect.title for aspect in draft.aspects][-1] == "新的方面"
    new, next_one = draft.aspects[-1].tasks
    assert (new.lead, [str(one.due) for one in new.milestones]) == ("青石县", ["2028-07-31"])
    assert next_one.title == "接着的任务"
    assert [line.note for line in draft.unclear] == ["no_day"]
    page = sent(administrator, "plan.xlsx", saved.getvalue())
    assert page.context["unmeasured"] == ["没有的指标 [none-such]"]


def with_year(plan, writer, year):
    """A file of the plan that somebody has edited: its year, a milestone of next June."""
    data = io.BytesIO(writer.write(lines.source(plan, None), "zh-Hans"))
    saved = io.BytesIO()
    if writer is tables:
        book = openpyxl.load_workbook(data)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                if row[0].value == "年份":
                    row[1].value = year
        book.worksheets[0].append(["", "", "新的任务", "", "", "", "明年6月底前 办完", ""])
        book.save(saved)
    else:
        document = python_docx.Document(data)
        for paragraph in document.paragraphs:
            if paragraph.style.name == "Subtitle":
                paragraph.text = paragraph.text.replace("：2027", f"：{year}")
                assert year in paragraph.text
            if "2027-06-30" in paragraph.text:
                paragraph.text = paragraph.text.replace("2027-06-30", "明年6月底前")
        document.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize(("writer", "kind"), [(docx, "docx"), (tables, "xlsx")])
@pytest.mark.parametrize("year", ["²⁰²⁶", "0000", "9999", "1999", "2101", "20266"])
def test_a_year_that_no_plan_has_is_asked_for(administrator, plan, writer, kind, year):
    page = sent(administrator, f"plan.{kind}", with_year(plan, writer, year))
    assert page.status_code == 200
    assert page.context["draft"].year is None
    assert "no_year" in page.context["draft"].notes
    assert len(page.context["draft"].tasks) >= 3


@pytest.mark.parametrize("writer", [docx, tables])
@pytest.mark.parametrize("year", ["2028", "２０２８", "2028年"])
def test_next_years_june_is_after_the_year_that_is_written(plan, writer, year):
    draft = reading.read_file(with_year(plan, writer, year))
    assert draft.year == 2028
    assert dt.date(2029, 6, 30) in {one.due for task in draft.tasks for one in task.milestones}


def test_a_table_that_says_something_else_than_the_text_is_said_to(administrator, plan):
    data = docx.write(lines.source(plan, None), "zh-Hans")
    document = python_docx.Document(io.BytesIO(data))
    assert "table_differs" not in reading.read_file(data).notes
    document.tables[-1].rows[1].cells[2].text = "别的单位"
    changed = io.BytesIO()
    document.save(changed)
    assert "table_differs" in reading.read_file(changed.getvalue()).notes


@pytest.mark.parametrize("writer", [docx, tables])
def test_plans_of_the_content_come_back_whole(administrator, county, bank, writer):
    for source in Plan.objects.filter(unit=None):
        draft = reading.read_file(writer.write(lines.source(source, None), "both"))
        again = actions.write_draft(
            administrator.actor, county, draft, year=draft.year, key=uuid.uuid4()
        )
        before, after = said_by(source), said_by(again)
        assert after["title"] == before["title"]
        assert after["goals"] == before["goals"]
        for one, other in zip(after["aspects"], before["aspects"], strict=True):
            assert one["title"] == other["title"]
            assert [task["title"] for task in one["tasks"]] == [
                task["title"] for task in other["tasks"]
            ]
