"""Send, look, put right, take in: by paste, by DOCX and by XLSX."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from suyang.plans.intake import material, views
from suyang.plans.models import Plan

pytestmark = pytest.mark.django_db
ADDRESS = "/plans/office/take-in/"
TEXT = """青石县2027年数字素养工作要点
为让全县居民都会用、敢用，制定本要点。
一、加强培训
（一）开设夜校。在每个乡镇开设夜校，教手机的基本用法。（牵头单位：青石县；配合单位：县老年大学）2027年6月底前完成。
（二）培训农民。组织农民学习网上销售。（责任单位：农业农村局）
二、改善服务
（三）改造大厅。为老年人保留人工窗口。（责任单位：政务服务局）
"""


def send(somebody, text="", file=None):
    data = {"text": text} | ({"file": file} if file else {})
    return somebody.client.post(ADDRESS, data)


def fields(page):
    """What the preview's form sends when nothing is touched."""
    form = page.context["form"]
    found = {field.name: field.value() or "" for field in form}
    return found | {f"line_{row.line.number}": row.line.kind for row in page.context["rows"]}


def test_a_pasted_plan_becomes_a_draft_once(administrator, county, visitor):
    page = send(administrator, TEXT)
    assert page.status_code == 200
    assert Plan.objects.filter(unit=county).count() == 0
    shown = page.content.decode()
    assert "开设夜校" in shown
    assert "县老年大学" in shown
    assert page.context["unknown"] == ["农业农村局", "县老年大学", "政务服务局"]
    given = fields(page) | {"take": "1"}
    first = administrator.client.post(ADDRESS, given)
    second = administrator.client.post(ADDRESS, given)
    plan = Plan.objects.get(unit=county)
    for answer in (first, second):
        assert answer.headers["Location"] == reverse("plan-write", args=[plan.slug])
    assert plan.state == Plan.State.DRAFT
    assert plan.year == 2027
    assert plan.title == {"zh-Hans": "青石县2027年数字素养工作要点"}
    assert [one.body["title"]["zh-Hans"] for one in plan.tasks.order_by("position")] == [
        "开设夜校",
        "培训农民",
        "改造大厅",
    ]
    school = plan.tasks.get(position=1)
    assert school.lead == county
    assert [one.due.isoformat() for one in school.milestones.all()] == ["2027-06-30"]
    assert visitor.client.get(reverse("plan", args=[plan.slug])).status_code == 404
    written = administrator.client.get(first.headers["Location"]).content.decode()
    assert "改造大厅" in written


def test_a_line_is_told_to_be_something_else(administrator, county):
    page = send(administrator, TEXT)
    line = next(r.line for r in page.context["rows"] if r.line.text.startswith("（二）"))
    given = fields(page) | {f"line_{line.number}": "left_out", "again": "1"}
    again = administrator.client.post(ADDRESS, given)
    assert [task.title for task in again.context["draft"].tasks] == ["开设夜校", "改造大厅"]
    assert again.context["changed"] == 1
    # It stays so over another reading, and can be undone.
    third = administrator.client.post(ADDRESS, fields(again) | {"again": "1"})
    assert len(third.context["draft"].tasks) == 2
    undone = administrator.client.post(ADDRESS, fields(third) | {"reset": "1"})
    assert len(undone.context["draft"].tasks) == 3
    assert Plan.objects.filter(unit=county).count() == 0


def test_a_correction_counts_when_the_plan_is_taken_in_at_once(administrator, county):
    page = send(administrator, TEXT)
    line = next(r.line for r in page.context["rows"] if r.line.text.startswith("（二）"))
    administrator.client.post(
        ADDRESS, fields(page) | {f"line_{line.number}": "left_out", "take": "1"}
    )
    assert Plan.objects.get(unit=county).tasks.count() == 2


def test_lines_of_a_long_plan_stand_on_several_pages(administrator, monkeypatch):
    monkeypatch.setattr(views, "LINES", 3)
    page = send(administrator, TEXT)
    assert [row.line.number for row in page.context["rows"]] == [1, 2, 3]
    line = page.context["rows"][2].line
    given = fields(page) | {f"line_{line.number}": "left_out", "to": "2"}
    later = administrator.client.post(ADDRESS, given)
    assert [row.line.number for row in later.context["rows"]] == [4, 5, 6]
    assert later.context["changed"] == 1


def test_a_year_that_the_text_does_not_name_is_asked_for(administrator, county):
    page = send(administrator, "一、加强培训\n（一）开设夜校。6月底前完成。（责任单位：教育局）")
    assert page.context["form"]["year"].value() is None
    given = fields(page) | {"title": "要点"}
    refused = administrator.client.post(ADDRESS, given | {"take": "1"})
    assert refused.status_code == 422
    assert "year" in refused.context["form"].errors
    taken = administrator.client.post(ADDRESS, given | {"year": "2027", "take": "1"})
    assert taken.status_code == 302
    stones = Plan.objects.get(unit=county).tasks.get().milestones.all()
    assert [one.due.isoformat() for one in stones] == ["2027-06-30"]


def test_what_cannot_be_read_is_said_at_its_field(administrator, county):
    for page in (
        send(administrator, ""),
        send(administrator, "好" * 200_001),
        send(administrator, TEXT, SimpleUploadedFile("a.docx", b"PK\x03\x04")),
        send(administrator, "", SimpleUploadedFile("a.pdf", b"%PDF-1.7")),
        send(administrator, "", SimpleUploadedFile("a.docx", b"PK\x03\x04 nothing")),
        send(administrator, "", SimpleUploadedFile("a.docx", b"")),
    ):
        assert page.status_code == 422
        assert page.context["form"].errors
    assert Plan.objects.filter(unit=county).count() == 0


def test_a_preview_that_was_changed_on_its_way_is_refused(administrator, county):
    page = send(administrator, TEXT)
    given = fields(page) | {"take": "1"}
    for sealed in ("", "x", given["sealed"][:-2] + "zz"):
        answer = administrator.client.post(ADDRESS, given | {"sealed": sealed})
        assert answer.status_code == 422
    assert Plan.objects.filter(unit=county).count() == 0


def test_nothing_without_a_task_is_taken_in(administrator, county):
    page = send(administrator, "你好")
    given = fields(page) | {"title": "你好", "year": "2027", "take": "1"}
    answer = administrator.client.post(ADDRESS, given)
    assert answer.status_code == 422
    assert Plan.objects.filter(unit=county).count() == 0


def test_only_who_writes_plans_takes_one_in(administrator, trainer, visitor, village):
    page = send(administrator, TEXT)
    given = fields(page) | {"take": "1"}
    for somebody, status in ((trainer, 403), (visitor, 302)):
        assert somebody.client.get(ADDRESS).status_code == status
        assert send(somebody, TEXT).status_code == status
        assert somebody.client.post(ADDRESS, given).status_code == status
    elsewhere = given | {"unit": str(uuid.uuid4())}
    assert administrator.client.post(ADDRESS, elsewhere).status_code == 422
    assert Plan.objects.exclude(unit=None).count() == 0


def test_the_list_of_plans_leads_there(administrator):
    assert ADDRESS in administrator.client.get(reverse("plan-desk")).content.decode()


def test_what_is_sealed_is_unsealed_as_it_was():
    from suyang.plans.intake import reading

    sent = reading.text_material(TEXT)
    found, told = material.unseal(material.seal(sent, {3: "task"}))
    assert found == sent
    assert told == {3: "task"}
