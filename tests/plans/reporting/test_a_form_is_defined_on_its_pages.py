"""A form in two steps: indicators, units, frequency; then title, questions, rules. And its end."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from suyang.foundation.permissions import NotFound
from suyang.plans.models import Indicator, Plan, ReportDue, ReportForm
from suyang.plans.reporting import defining
from suyang.plans.writing import making
from tests.plans.reporting.conftest import _staff

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def step_one(county, indicators):
    return {
        "plan": "kp2022",
        "unit": str(county.id),
        "frequency": "quarter",
        "kinds": ["town"],
        "indicators": ["trained", "attended"],
    }


def address(step_one):
    from urllib.parse import urlencode

    return reverse("form-new") + "?" + urlencode(step_one, doseq=True)


STEP_TWO = {
    "title_zh": "季报",
    "title_en": "Quarterly",
    "first_period": "2026-Q3",
    "days": "15",
    "questions": "做了什么？\n* 有什么困难？\n\n",
    "trained|low": "0",
    "trained|high": "500",
    "trained|exact": "on",
    "attended|factor": "3",
    "left": "trained",
    "right": "attended",
    "explain": "on",
}


def test_it_asks_what_was_chosen_of_whom_was_chosen(step_one, town, administrator):
    page = administrator.client.get(address(step_one))
    assert page.status_code == 200
    sent = {**STEP_TWO, "key": str(uuid.uuid4())}
    for _ in range(2):
        answer = administrator.client.post(address(step_one), sent)
        assert answer.status_code == 302, answer.content.decode()[-4000:]
    form = ReportForm.objects.get()
    assert form.fields == [
        {"indicator": "attended"},
        {"indicator": "trained"},
        {"question": "q1", "text": {"zh-Hans": "做了什么？"}, "required": False},
        {"question": "q2", "text": {"zh-Hans": "有什么困难？"}, "required": True},
    ]
    assert [rule["kind"] for rule in form.rules] == ["jump", "range", "sum", "at_most"]
    assert form.days == 15
    asked = set(ReportDue.objects.values_list("unit__code", "period"))
    assert asked == {("town", "2026-Q3"), ("town", "2026-Q4")}
    assert administrator.client.get(answer.url).status_code == 200


def test_what_does_not_fit_is_told_at_its_field(step_one, administrator):
    for wrong in ({"first_period": "2026-07"}, {"days": "999"}, {"title_zh": ""}):
        page = administrator.client.post(address(step_one), {**STEP_TWO, **wrong})
        assert page.status_code == 200
        assert "errorlist" in page.content.decode()
    assert not ReportForm.objects.exists()


def test_only_what_counts_something_is_offered(step_one, administrator):
    Indicator.objects.create(
        slug="worked-out", kind="rate", formula="a / b", body={"name": {"zh-Hans": "算出来的"}}
    )
    page = administrator.client.get(reverse("form-new")).content.decode()
    assert "培训人数" in page
    assert "算出来的" not in page
    assert 'value="kp2022-i5"' not in page, "the plan does not say what it counts"


def test_it_ends_and_asks_no_more(form, administrator, town):
    page = reverse("report-form", args=[form.id])
    assert administrator.client.post(page, {"last_period": "2026-10"}).status_code == 302
    assert not ReportDue.objects.filter(period="2026-11").exists()
    assert ReportDue.objects.filter(period="2026-10").exists()
    refused = administrator.client.post(page, {"last_period": "October"})
    assert refused.status_code == 200
    assert "errorlist" in refused.content.decode()


def test_a_reviewer_defines_none(step_one, reviewer, stranger):
    for one in (reviewer, stranger):
        assert one.client.get(address(step_one)).status_code == 403
        assert one.client.post(address(step_one), STEP_TWO).status_code == 403
    other = _staff("town-definer", "officer", reviewer.person.grants.get().unit)
    assert other.client.get(reverse("form-new")).status_code == 200
    assert not ReportForm.objects.exists()


def test_a_county_is_not_offered_to_ask_provinces(county, town, administrator):
    page = administrator.client.get(reverse("form-new")).content.decode()
    offered = set(re.findall(r'name="kinds" value="(\w+)"', page))
    assert {"county", "town", "village", "organisation"} == offered


def test_a_first_period_before_any_of_its_units_is_pointed_out(
    step_one, county, make_unit, administrator
):
    new = make_unit("new-town", "新河镇", "town", county)
    new.versions.update(valid_from=dt.date(2026, 10, 2))
    administrator.client.post(address(step_one), {**STEP_TWO, "key": str(uuid.uuid4())})
    form = ReportForm.objects.get()
    said = "Nothing is asked for quarter 3 of 2026"
    page = administrator.client.get(reverse("report-form", args=[form.id]), headers=ENGLISH)
    assert said in page.content.decode()
    new.versions.update(valid_from=dt.date(2026, 9, 2))
    page = administrator.client.get(reverse("report-form", args=[form.id]), headers=ENGLISH)
    assert said not in page.content.decode()


def test_an_empty_list_shows_the_way_to_say_what_is_asked_for(county, administrator):
    page = administrator.client.get(reverse("report-list")).content.decode()
    assert f'<a href="{reverse("form-list")}">' in page
    several = administrator.client.get(reverse("report-list"), {"state": "late"})
    assert reverse("form-list") not in several.content.decode()


def test_what_another_office_keeps_to_itself_is_neither_offered_nor_taken(
    step_one, county, other_county, administrator
):
    theirs = _staff("theirs", "administrator", other_county)
    name = {"zh-Hans": "别县自己的指标", "en": "Another county's own"}
    hidden = Indicator.objects.create(
        slug="own-other", kind="things", owner=other_county, frequency="month", body={"name": name}
    )
    draft = making.make_plan(
        theirs.actor, other_county, {"zh-Hans": "别县的草稿"}, 2027, key=uuid.uuid4()
    )
    page = administrator.client.get(reverse("form-new")).content.decode()
    assert "别县" not in page
    assert hidden.slug not in page
    assert "别县自己的指标" in theirs.client.get(reverse("form-new")).content.decode()
    for plan, asked in ((draft, "trained"), (Plan.objects.get(slug="kp2022"), hidden.slug)):
        with pytest.raises(NotFound):
            defining.define_form(
                administrator.actor,
                plan,
                county,
                title={"en": "x"},
                frequency="month",
                fields=[{"indicator": asked}],
            )
    assert not ReportForm.objects.exists()


def test_forms_are_listed_fifty_a_page_in_as_many_questions(
    form, county, town, other_county, administrator, django_assert_max_num_queries
):
    def copy(unit, number):
        return ReportForm.objects.create(
            plan=form.plan,
            unit=unit,
            title={"zh-Hans": f"表{number}"},
            frequency="month",
            first_period="2026-09",
            made_at=form.made_at,
        )

    elsewhere = copy(other_county, 99)
    for number in range(60):
        copy(town if number % 2 else county, number)
    client = administrator.client
    client.get(reverse("form-list"))
    with django_assert_max_num_queries(20):
        first = client.get(reverse("form-list")).content.decode()
    second = client.get(reverse("form-list"), {"page": "2"}).content.decode()
    shown = re.findall(r'/forms/([0-9a-f-]{36})/"', first)
    rest = re.findall(r'/forms/([0-9a-f-]{36})/"', second)
    assert (len(shown), len(rest), len({*shown, *rest})) == (50, 11, 61)
    assert str(elsewhere.id) not in {*shown, *rest}
    assert 'href="?page=2" rel="next"' in first


def test_questions_are_asked_in_both_languages_line_by_line(step_one, town, administrator):
    sent = {**STEP_TWO, "key": str(uuid.uuid4())}
    short = administrator.client.post(address(step_one), sent | {"questions_en": "What was done?"})
    assert short.status_code == 200
    assert short.context["how"].errors["questions_en"]
    assert "What was done?" in short.content.decode()
    assert not ReportForm.objects.exists()
    english = "What was done?\n* What was difficult?"
    assert administrator.client.post(address(step_one), sent | {"questions_en": english}).url
    form = ReportForm.objects.get()
    assert [one["text"]["en"] for one in form.fields if "question" in one] == [
        "What was done?",
        "What was difficult?",
    ]
    page = administrator.client.get(
        reverse("report-form", args=[form.id]), headers={"Accept-Language": "en"}
    )
    assert "What was difficult?" in page.content.decode()
