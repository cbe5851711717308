"""The registry: what came with Suyang, what an office defines, anew from a day on, and ends."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.foundation.permissions import Denied, Refused
from suyang.plans.figures import queries as figures
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.formulas import DEEPEST
from suyang.plans.indicators import actions, queries
from suyang.plans.indicators.actions import Wanted
from suyang.plans.models import Aspect, Indicator, KeyTask, Plan, TaskIndicator
from suyang.plans.periods import Period
from suyang.plans.reporting import columns

pytestmark = pytest.mark.django_db
WHY = {"zh-Hans": "口径变了", "en": "counted in another way"}


def wanted(**more):
    given = {
        "name": {"zh-Hans": "联网的村", "en": "Villages online"},
        "definition": {"zh-Hans": "通光纤的行政村。", "en": "Villages with fibre."},
        "kind": "things",
        "unit": {"zh-Hans": "个", "en": "villages"},
        "comes_from": {"zh-Hans": "各乡镇上报", "en": "reported by towns"},
    }
    return Wanted(**(given | more))


def defined(actor, unit, **more):
    return actions.define(actor, unit, wanted(**more), id=uuid.uuid4())


def test_it_is_defined_once_and_has_a_method(county, administrator):
    key = uuid.uuid4()
    one = actions.define(administrator.actor, county, wanted(), id=key)
    assert actions.define(administrator.actor, county, wanted(), id=key) == one
    method = one.methods.get()
    assert (method.number, method.definition["kind"]) == (1, "things")


def test_what_decides_its_figures_makes_a_new_method_and_a_word_does_not(county, administrator):
    one = defined(administrator.actor, county)
    renamed = wanted(name={"zh-Hans": "通网的村", "en": "Villages online"})
    one = actions.amend(administrator.actor, one, renamed, seen=1, why={})
    assert (one.method, one.methods.count()) == (1, 1)
    with pytest.raises(Refused) as refused:
        actions.amend(administrator.actor, one, wanted(over_time="last"), seen=1, why={})
    assert refused.value.field == "why"
    one = actions.amend(administrator.actor, one, wanted(over_time="last"), seen=1, why=WHY)
    assert [m.number for m in one.methods.all()] == [1, 2]
    assert one.methods.get(number=1).definition["over_time"] == "sum"
    with pytest.raises(Refused) as refused:
        actions.amend(administrator.actor, one, wanted(), seen=1, why=WHY)
    assert refused.value.code == "changed"


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"name": {}}, "name_zh", ""),
        ({"definition": {"en": " "}}, "definition_zh", ""),
        ({"kind": "not_published"}, "kind", ""),
        ({"source": "nowhere"}, "source", ""),
        ({"source": "learning.people"}, "source", ""),
        ({"source": "learning.groups", "columns": ("sex:male",)}, "columns", "sex:male"),
        ({"formula": "{groups-opened} + {people-learned}"}, "formula", "“+ {people-learned}”"),
        ({"formula": "{groups-opened} + {nothing}"}, "formula", "“{nothing}”"),
        ({"formula": "{groups-opened} +"}, "formula", ""),
        ({"formula": "{people-learned}"}, "kind", ""),
        ({"formula": "{groups-opened}", "source": "learning.groups"}, "formula", ""),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(bank, county, administrator, changed, field, said):
    with pytest.raises(Refused) as refused:
        defined(administrator.actor, county, **changed)
    assert refused.value.field == field
    assert said in str(refused.value.message)
    assert not Indicator.objects.exclude(owner=None).exists()


def test_a_formula_that_needs_itself_is_refused(county, administrator):
    first = defined(administrator.actor, county)
    second = defined(administrator.actor, county, formula=f"2 * {{{first.slug}}}")
    with pytest.raises(Refused) as refused:
        actions.amend(
            administrator.actor,
            first,
            wanted(formula=f"{{{second.slug}}} / 2"),
            seen=1,
            why=WHY,
        )
    assert refused.value.code == "circle"


def test_a_formula_names_only_what_its_author_sees(county, administrator, make_unit):
    from tests.conftest import _staff

    other = make_unit("other-county-9", "邻县", "county", None)
    theirs = _staff("their-analyst", "administrator", other)
    hidden = defined(theirs.actor, other)
    refusals = []
    for slug in (hidden.slug, f"own-{uuid.uuid4().hex}"):
        with pytest.raises(Refused) as refused:
            defined(administrator.actor, county, formula=f"2 * {{{slug}}}")
        assert refused.value.field == "formula"
        refusals.append(str(refused.value.message).partition("：“{")[0])
    # One that is not open to them is said of as one that is not there.
    assert refusals[0] == refusals[1]
    one = defined(administrator.actor, county)
    with pytest.raises(Refused):
        actions.amend(
            administrator.actor, one, wanted(formula=f"{{{hidden.slug}}}"), seen=1, why=WHY
        )


def test_what_a_formula_named_before_may_stay(county, town, administrator, make_unit):
    """Whoever changes a word of it need not see all that it rests on."""
    other = make_unit("other-county-9", "邻县", "county", None)
    first = defined(administrator.actor, county)
    second = defined(administrator.actor, county, formula=f"2 * {{{first.slug}}}")
    Indicator.objects.filter(pk=first.pk).update(owner=other)
    renamed = wanted(name={"zh-Hans": "两倍"}, formula=f"{{{first.slug}}} * 2")
    again = actions.amend(administrator.actor, second, renamed, seen=1, why=WHY)
    assert again.body["name"] == {"zh-Hans": "两倍"}


def test_what_came_with_suyang_is_not_changed(bank, administrator):
    theirs = Indicator.objects.get(slug="people-learned")
    with pytest.raises(Refused) as refused:
        actions.amend(administrator.actor, theirs, wanted(), seen=1, why=WHY)
    assert refused.value.code == "not_yours"


def test_it_ends_and_what_was_said_stays(county, administrator):
    one = defined(administrator.actor, county)
    rollup.write_own(one, county.id, 2026, {0: {"total": Cell(7)}})
    for _click in range(2):
        one = actions.end(administrator.actor, one)
    assert one.ended_on is not None
    page = administrator.client.get(reverse("indicator", args=[one.slug]), {"period": "2026-01"})
    assert "7 个" in page.content.decode()
    listed = administrator.client.get(reverse("indicator-list")).content.decode()
    assert one.slug not in listed


def test_may_the_stranger(county, administrator, stranger, visitor, village, make_unit):
    one = defined(administrator.actor, county)
    with pytest.raises(Denied):
        defined(stranger.actor, county)
    with pytest.raises(Denied):
        actions.amend(stranger.actor, one, wanted(), seen=1, why=WHY)
    for somebody in (stranger, visitor):
        assert somebody.client.get(reverse("indicator", args=[one.slug])).status_code == 404
        assert "联网的村" not in somebody.client.get(reverse("indicator-list")).content.decode()
    assert stranger.client.get(reverse("indicator-amend", args=[one.slug])).status_code == 404
    assert list(queries.visible(stranger.actor).filter(slug=one.slug)) == []


def test_a_unit_below_sees_what_the_one_above_asks_about(county, town, administrator):
    from tests.conftest import _staff

    one = defined(administrator.actor, county)
    below = _staff("town-officer-2", "officer", town)
    assert queries.indicator(below.actor, one.slug) == one
    assert below.client.get(reverse("indicator", args=[one.slug])).status_code == 200


def test_everybody_reads_the_definitions_that_came_with_suyang(bank, visitor):
    listed = visitor.client.get(reverse("indicator-list"), {"kind": "people"}).content.decode()
    assert "参加学习的人数" in listed
    assert "学习人次</a>" not in listed
    page = visitor.client.get(reverse("indicator", args=["attendances-per-person"]))
    said = page.content.decode()
    assert "学习人次 / 参加学习的人数" in said
    assert "Suyang" in said or "素养" in said


def test_an_administrator_defines_and_amends_on_pages(bank, county, administrator):
    client = administrator.client
    form = {
        "name_zh": "人均经费二",
        "definition_zh": "经费除以人数。",
        "kind": "rate",
        "frequency": "month",
        "over_time": "sum",
        "better": "",
        "formula": "{money-spent} / {people-learned} + 1",
        "source": "",
        "key": str(uuid.uuid4()),
    }
    wrong = client.post(reverse("indicator-new"), form)
    assert "“+ 1”" in wrong.content.decode()
    right = form | {"formula": "{money-spent} / {people-learned}"}
    for _click in range(2):
        sent = client.post(reverse("indicator-new"), right)
        assert sent.status_code == 302
    one = Indicator.objects.exclude(owner=None).get()
    page = client.get(sent["Location"]).content.decode()
    assert "投入的经费 / 参加学习的人数" in page
    amend = reverse("indicator-amend", args=[one.slug])
    changed = right | {"formula": "{money-spent} / {attendances}", "seen": "1"}
    assert client.post(amend, changed).status_code == 200
    assert client.post(amend, changed | {"why_zh": "改按人次"}).status_code == 302
    page = client.get(sent["Location"]).content.decode()
    assert "改按人次" in page
    client.post(amend, {"do": "end"})
    one.refresh_from_db()
    assert one.ended_on is not None


def test_an_amendment_does_not_make_another_formula_mix_kinds(county, administrator):
    actor = administrator.actor
    one, other = (defined(actor, county, kind="people") for _n in range(2))
    both = defined(
        actor,
        county,
        kind="people",
        name={"en": "Both"},
        formula=f"{{{one.slug}}} + {{{other.slug}}}",
    )
    twice = defined(actor, county, kind="people", formula=f"2 * {{{both.slug}}}")
    for change in ({"kind": "attendances"}, {"kind": "people", "unit": {"en": "heads"}}):
        with pytest.raises(Refused) as refused:
            actions.amend(actor, one, wanted(**change), seen=1, why=WHY)
        assert (refused.value.code, refused.value.field) == ("needed", "kind")
        assert "Both" in str(refused.value.message)
    one.refresh_from_db()
    assert (one.kind, one.method) == ("people", 1)
    # What none of them rests on may still be changed, and the one at the top too.
    actions.amend(actor, one, wanted(kind="people", over_time="last"), seen=1, why=WHY)
    halved = wanted(kind="people", formula=f"{{{both.slug}}} / 2")
    assert actions.amend(actor, twice, halved, seen=1, why=WHY).method == 2


def test_no_more_than_twenty_formulas_stand_on_one_another(county, administrator):
    actor = administrator.actor
    low = top = defined(actor, county)
    chain = []
    for _level in range(DEEPEST):
        top = defined(actor, county, formula=f"{{{top.slug}}} * 1")
        chain.append(top)
    with pytest.raises(Refused) as refused:
        defined(actor, county, formula=f"{{{top.slug}}} * 1")
    assert (refused.value.code, refused.value.field) == ("too_deep", "formula")
    # Nor by putting one more below all of them.
    more = defined(actor, county)
    more = defined(actor, county, formula=f"{{{more.slug}}} * 1")
    with pytest.raises(Refused) as refused:
        actions.amend(actor, chain[0], wanted(formula=f"{{{more.slug}}} * 1"), seen=1, why=WHY)
    assert refused.value.code == "too_deep"
    rollup.write_own(low, county.id, 2026, {0: {"total": Cell(7)}})
    assert figures.figure(top, county.id, Period(2026, "month", 1)).value == 7


def test_the_list_is_filtered_by_office_plan_and_end(county, administrator):
    one = defined(administrator.actor, county)
    gone = defined(administrator.actor, county, name={"zh-Hans": "停用的指标"})
    actions.end(administrator.actor, gone)

    def listed(**asked):
        page = administrator.client.get(reverse("indicator-list"), asked)
        assert page.status_code == 200
        return {row["indicator"].slug for row in page.context["rows"]}

    assert listed(owner=str(county.id)) == {one.slug}
    assert listed(owner=str(county.id), ended="1") == {one.slug, gone.slug}
    assert one.slug not in listed(owner="suyang")
    assert "people-learned" in listed(owner="suyang")
    assert listed(owner=str(uuid.uuid4())) == set()
    nonsense = administrator.client.get(reverse("indicator-list"), {"owner": "nobody"})
    assert nonsense.status_code == 404
    of_plan = listed(plan="kp2022")
    assert {"people-learned", "kp2022-i1"} <= of_plan
    assert not {one.slug, "attendances-per-person"} & of_plan
    assert listed(plan="kp2022", kind="people") == {"people-learned"}
    assert listed(plan="no-such-plan") == set()
    page = administrator.client.get(reverse("indicator-list"))
    assert [value for value, _name in page.context["owners"]] == [str(county.id)]


def test_nobody_learns_from_a_filter_which_offices_define_indicators(
    county, administrator, stranger
):
    defined(administrator.actor, county)
    page = stranger.client.get(reverse("indicator-list"), {"owner": str(county.id)})
    assert page.context["rows"] == []
    assert page.context["owners"] == []


def test_beside_a_figure_stand_what_it_rests_on_and_its_method(county, town, administrator):
    one = defined(administrator.actor, county, columns=("place:rural",))
    cells = {"total": Cell(7), "place:rural": Cell(4)}
    rollup.write_own(one, town.id, 2026, {0: cells})
    page = administrator.client.get(
        reverse("indicator", args=[one.slug]), {"unit": str(county.id), "period": "2026-01"}
    )
    rural = page.context["by_column"][0]
    assert (rural["said"], rural["figure"].n, str(rural["origin"])) == ("4 个", 1, "下级单位")
    below = {row["figure"].unit: row for row in page.context["below"]}[town.id]
    assert (below["said"], str(below["origin"])) == ("7 个", "已通过的报告")
    said = page.content.decode()
    assert reverse("report-tables") in said
    assert "依据" in said
    earlier = administrator.client.get(
        reverse("indicator", args=[one.slug]), {"unit": str(county.id), "period": "2026-02"}
    )
    assert earlier.context["below"][0]["said"] == "缺数"


def test_without_a_period_the_latest_one_with_a_figure_is_shown(county, town, administrator):
    one = defined(administrator.actor, county)
    page = administrator.client.get(reverse("indicator", args=[one.slug]))
    now = Period.on(clock.today(), "month")
    assert page.context["period"] == now
    latest = now.shifted(-2)
    rollup.write_own(one, town.id, latest.year, {latest.number - 1: {"total": Cell(7)}})
    page = administrator.client.get(reverse("indicator", args=[one.slug]))
    assert (page.context["period"], page.context["total"]) == (latest, "7 个")
    page = administrator.client.get(reverse("indicator", args=[one.slug]), {"period": str(now)})
    assert page.context["period"] == now


def test_an_earlier_method_says_how_it_was_counted(bank, county, administrator):
    one = defined(
        administrator.actor, county, kind="rate", formula="{attendances} / {people-learned}"
    )
    changed = wanted(kind="rate", formula="{money-spent} / {people-learned}")
    actions.amend(administrator.actor, one, changed, seen=1, why=WHY)
    page = administrator.client.get(reverse("indicator", args=[one.slug]))
    said = [(row["number"], row["counted"]) for row in page.context["methods"]]
    assert said == [(2, "投入的经费 / 参加学习的人数"), (1, "学习人次 / 参加学习的人数")]
    assert all(text in page.content.decode() for _number, text in said)


def test_every_breakdown_that_is_offered_has_a_name(bank, administrator):
    said = administrator.client.get(reverse("indicator-new")).context["form"]
    for column, name in said.fields["columns"].choices:
        assert name != column.split(":", 1)[-1], column
    page = administrator.client.get(reverse("indicator", args=["people-learned"]))
    said = page.content.decode()
    assert "女、男、未说明性别、农村、城镇、未说明住处、1960年前出生" in said
    assert "从事农业" in said
    assert "未说明职业" in said


def test_parts_that_hold_each_other_are_refused(county, administrator):
    """Side by side they would count somebody twice, and tell of what is withheld."""
    for wide, fine in (("place:urban", "place:town"), ("work:none", "work:retired")):
        with pytest.raises(Refused) as refused:
            defined(administrator.actor, county, columns=("sex:female", fine, wide))
        assert (refused.value.code, refused.value.field) == ("overlap", "columns")
    defined(administrator.actor, county, columns=("place:village", "place:town", "place:city"))


def test_every_part_that_is_counted_is_known_from_what_people_are_asked():
    """As fine as the questions, no finer, and each answer stands in one column of its dimension."""
    from suyang.learning.sources import COLUMNS, UNSAID
    from suyang.people.texts import QUESTIONS

    for column, (kind, values) in COLUMNS.items():
        assert values <= set(QUESTIONS[kind].choices), column
    fine = {
        "work": [one for one in COLUMNS if one.startswith("work:")],
        "place": ["place:village", "place:town", "place:city"],
        "sex": ["sex:female", "sex:male", "sex:other"],
    }
    for dimension, names in fine.items():
        assert columns.overlapping(names) == []
        kind = UNSAID[f"{dimension}:unsaid"]
        known = [value for name in names for value in COLUMNS[name][1]]
        assert sorted(known) == sorted(QUESTIONS[kind].choices)


def test_key_tasks_are_named_for_those_who_see_them_and_not_without_end(
    county, administrator, officer, stranger
):
    """Drafts of another office are not told of; of many tasks ten are named."""
    one = Indicator.objects.create(
        slug="everybodys", kind="things", body={"name": {"zh-Hans": "大家的", "en": "All"}}
    )
    for year, state in ((2025, Plan.State.PUBLISHED), (2026, Plan.State.DRAFT)):
        title = {"zh-Hans": f"{year}年方案", "en": f"Plan of {year}"}
        plan = Plan.objects.create(
            slug=f"ours-{year}", title=title, year=year, unit=county, state=state
        )
        aspect = Aspect.objects.create(plan=plan, number="1", position=1, body={"title": title})
        for number in range(1, 8):
            task = KeyTask.objects.create(
                plan=plan,
                aspect=aspect,
                slug=f"ours-{year}-{number}",
                number=f"1.{number}",
                position=number,
                body={"title": {"zh-Hans": f"任务{year}-{number}", "en": "t"}},
                first_edition=1 if state == Plan.State.PUBLISHED else None,
            )
            TaskIndicator.objects.create(task=task, indicator=one)
    tasks, more = queries.tasks(administrator.actor, one)
    assert [task.slug for task in tasks[:7]] == [f"ours-2026-{n}" for n in range(1, 8)]
    assert (len(tasks), more) == (10, 4)
    tasks, more = queries.tasks(stranger.actor, one)
    assert ({task.plan.year for task in tasks}, len(tasks), more) == ({2025}, 7, 0)
    address = reverse("indicator", args=[one.slug])
    page = administrator.client.get(address).content.decode()
    assert "任务2026-1" in page
    assert "2026年方案" in page
    assert "任务2025-7" not in page
    assert "任务2026-1" not in stranger.client.get(address).content.decode()
    KeyTask.objects.filter(slug="ours-2025-1").update(first_edition=None)
    assert queries.tasks(stranger.actor, one)[0][0].slug == "ours-2025-2"


def test_the_list_names_owners_in_as_many_questions_whatever_their_number(
    administrator, county, make_unit, django_assert_max_num_queries
):
    for number in range(30):
        town = make_unit(f"t{number}", f"示范{number}镇", "town", county)
        defined(administrator.actor, town, name={"zh-Hans": f"指标{number}"})
    with django_assert_max_num_queries(20):
        page = administrator.client.get(reverse("indicator-list"), {"from": "reports"})
    text = page.content.decode()
    # Once among the choices, once in its row.
    assert all(text.count(f"示范{number}镇") >= 2 for number in range(30))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("学习 人数", True),
        ("learn PEOPLE", True),
        ("people-learned", True),
        ("学习 没有这个词", False),
        ("%", False),
    ],
)
def test_the_registry_is_searched_by_words_in_either_language(bank, visitor, words, found):
    page = visitor.client.get(reverse("indicator-list"), {"words": words})
    assert page.status_code == 200
    named = [row["indicator"].slug for row in page.context["rows"]]
    assert ("people-learned" in named) is found
