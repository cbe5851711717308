"""The volunteer's whole way and the farmers', from the first start to the county's figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.journeys import steps
from tests.journeys.conftest import Reader, Site

TASK = "kp2022-3.2"


@pytest.fixture(scope="module")
def story() -> dict[str, str]:
    """What one part of the afternoon leaves for the next: codes and addresses."""
    return {}


def office_page(reader: Reader) -> None:
    reader.open(f"/plans/tasks/{TASK}/")


def test_1_the_office_is_set_up(empty_site: Site, reader, story):
    office = reader(empty_site, "office", width=1280, height=900)
    steps.set_up_office(office)
    steps.import_units(office)
    page = office.open("/units/")
    page.get_by_role("link", name="柳树村").first.click()
    page.wait_for_load_state()
    office.see("unit")
    page.locator("a[href$='/invite/']").first.click()
    page.wait_for_load_state()
    page.locator("[name=role]").first.wait_for()
    if page.locator("select[name=role]").count():
        page.select_option("select[name=role]", "trainer")
    else:
        page.locator("input[name=role][value=trainer]").check()
    steps.go_on(page)
    office.see("invitation-card")
    story["invitation"] = steps.code_shown(page)
    assert page.locator(".qr svg").count() == 1


def test_2_the_volunteer_makes_an_account_and_starts_a_group(empty_site: Site, reader, story):
    volunteer = reader(empty_site, "volunteer")
    page = volunteer.open("/invitation/")
    page.fill("[name=code]", story["invitation"].lower())
    page.fill("[name=name]", "李志愿")
    page.fill("[name=username]", "lizhiyuan")
    page.fill("[name=password]", steps.PASSWORD)
    volunteer.see("invitation")
    steps.go_on(page)
    assert page.url.endswith("/work/")
    volunteer.see("work")
    page = volunteer.open(f"/plans/tasks/{TASK}/")
    volunteer.see("task")
    page.locator(f"a[href*='/groups/new/?task={TASK}']").click()
    page.wait_for_load_state()
    volunteer.see("group-new")
    page.fill("[name=name]", "柳树村周六班")
    steps.go_on(page)
    volunteer.see("group-empty")
    story["group"] = page.url
    story["code"] = steps.code_shown(page)
    assert page.locator(".qr svg").count() == 1
    # On loopback the page says that phones cannot come here.
    assert page.locator(".warning .code").inner_text() == "suyang serve --lan"
    for paper in ("sheet/", "sheet.pdf", "cards.pdf"):
        answer = page.request.get(story["group"] + paper)
        assert answer.ok
        if paper.endswith("pdf"):
            assert answer.body().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("name", "script", "elder", "language"),
    [
        ("王秀英", True, False, "zh-CN"),
        ("赵大山", False, False, "zh-CN"),
        ("陈奶奶", False, True, "zh-CN"),
        ("Lin", True, False, "en"),
    ],
)
def test_3_a_farmer_checks_learns_and_checks_again(
    empty_site: Site, reader, story, name, script, elder, language
):
    kind = f"farmer-{'elder' if elder else language}{'' if script else '-noscript'}"
    farmer = reader(empty_site, kind, script=script, elder=elder, language=language)
    see = farmer.see if script else lambda shot: farmer.see(shot, axe=False)
    page = farmer.open("/join/")
    see("join")
    page.fill("[name=code]", story["code"])
    steps.go_on(page)
    see("join-who")
    for _ in range(4):
        if page.locator("main [name=name]:visible").count():
            page.fill("[name=name]", name)
        for choice in page.locator("main fieldset").all():
            choice.locator("input[type=radio]").first.check()
        steps.go_on(page)
        if page.locator(".code-big").count():
            break
    see("own-code")
    story[name] = steps.code_shown(page)
    page = farmer.open("/my-group/")
    see("my-group")
    steps.go_on(page)
    see("check-before")
    steps.go_on(page)
    see("question")
    assert steps.take_check(page) == 12
    page = farmer.open("/my-group/")
    for number in range(3):
        steps.go_on(page)
        see(f"lesson-{number + 1}")
        for _ in range(40):
            finish = page.locator("form[action$='/finish/'] button")
            if finish.count():
                finish.click()
                page.wait_for_load_state()
                break
            steps.go_on(page)
        page = farmer.open("/my-group/")
    see("before-after")
    steps.go_on(page)
    steps.go_on(page)
    assert steps.take_check(page) == 12
    farmer.open("/my-group/")
    see("result")


def test_4_a_shared_phone_forgets(empty_site: Site, reader, story):
    phone = reader(empty_site, "shared-phone")
    page = phone.open("/come-back/")
    page.fill("[name=code]", story["王秀英"])
    steps.go_on(page)
    assert page.url.endswith("/my-group/")
    result = page.locator("main a[href*='/checks/']").first.get_attribute("href")
    phone.open("/hand-over/")
    phone.see("hand-over")
    steps.go_on(page)
    phone.see("handed-over")
    assert "王秀英" not in page.content()
    page.go_back()
    page.go_back()
    assert "王秀英" not in page.locator("main").inner_text()
    answer = page.request.get(empty_site.url + str(result))
    assert answer.status == 404


def test_5_the_volunteer_mends_a_lost_code(empty_site: Site, reader, story):
    volunteer = reader(empty_site, "volunteer", width=768)
    steps.sign_in(volunteer, "lizhiyuan")
    page = volunteer.page
    page.goto(story["group"])
    volunteer.see("group")
    row = page.get_by_role("row", name=re.compile("赵大山"))
    row.get_by_role("button").click()
    page.wait_for_load_state()
    volunteer.see("code-card")
    if page.locator(".code-big").count() == 0:
        steps.go_on(page)
    new = steps.code_shown(page)
    assert new != story["赵大山"]
    phone = reader(empty_site, "phone")
    old = phone.open("/come-back/")
    old.fill("[name=code]", story["赵大山"])
    steps.go_on(old)
    assert old.url.endswith("/come-back/")
    phone.see("code-unknown")
    old.fill("[name=code]", new)
    steps.go_on(old)
    assert old.url.endswith("/my-group/")


def test_6_somebody_without_a_phone_is_added_and_ticked(empty_site: Site, reader, story):
    volunteer = reader(empty_site, "volunteer")
    steps.sign_in(volunteer, "lizhiyuan")
    page = volunteer.page
    page.goto(story["group"] + "add/")
    page.fill("[name=name]", "孙大爷")
    for choice in page.locator("main fieldset").all():
        choice.locator("input[type=radio]").last.check()
    page.locator("[name=here][value=yes]").check()
    volunteer.see("add-person")
    steps.go_on(page)
    page.goto(story["group"] + "attendance/")
    volunteer.see("attendance")
    assert "孙大爷" in page.content()


def test_7_the_countys_page_shows_people_attendances_and_events(empty_site: Site, reader, story):
    office = reader(empty_site, "county", width=1280, height=900)
    steps.sign_in(office, "zhang")
    page = office.page
    empty_site.command("outbox", "drain")
    page.goto(f"{empty_site.url}/plans/tasks/{TASK}/")
    office.see("task")
    numbers = page.locator(".figure-number").all_inner_texts()
    assert [int(number) for number in numbers] == [5, 5, 1]
    page.locator("main a[href*='/evidence/']").first.click()
    page.wait_for_load_state()
    office.see("evidence")
    assert "王秀英" not in page.content()
    page.goto(f"{empty_site.url}/plans/tasks/{TASK}/")
    page.locator("button[name=format][value=pdf]").click()
    # The page of the work looks again by itself until the report is there.
    page.locator("a[href^='/files/']").wait_for(timeout=60_000)
    office.see("report-ready")
    with page.expect_download() as download:
        page.locator("a[href^='/files/']").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")


def test_8_the_group_is_carried_to_another_office_once(
    empty_site: Site, reader, story, tmp_path_factory, browser
):
    from tests.journeys.conftest import serve

    volunteer = reader(empty_site, "volunteer")
    steps.sign_in(volunteer, "lizhiyuan")
    page = volunteer.page
    page.goto(story["group"])
    with page.expect_download() as download:
        page.locator("form[action$='/export/'] button").click()
    package = tmp_path_factory.mktemp("package") / "group.suyang"
    download.value.save_as(package)
    county = serve(tmp_path_factory.mktemp("county"))
    try:
        office = reader(county, "receiving-office", width=1280, height=900)
        steps.set_up_office(office)
        steps.import_units(office)
        for turn in ("first", "again"):
            page = office.open("/groups/import/")
            page.set_input_files("input[type=file]", package)
            steps.go_on(page)
            office.see(f"import-preview-{turn}")
            if page.locator("main .primary").count():
                steps.go_on(page)
            county.command("outbox", "drain")
            page = office.open(f"/plans/tasks/{TASK}/")
            numbers = page.locator(".figure-number").all_inner_texts()
            assert [int(number) for number in numbers] == [5, 5, 1], turn
        office.see("task-after-import")
    finally:
        county.process.terminate()
        county.process.wait(20)
