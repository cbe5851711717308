"""Many targets are read in a few queries, say what each says alone, and point at what is behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from suyang.foundation import clock
from suyang.plans.figures import rollup
from suyang.plans.figures.cells import Cell
from suyang.plans.judging import Judgement
from suyang.plans.models import Indicator, Target
from suyang.plans.seeing import home
from suyang.plans.targets import queries
from tests.conftest import _staff

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _november(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def make(db):
    """make(slug, kind, over_time, columns): an indicator reported every month."""

    def make(slug, kind="things", over_time="sum", columns=()):
        return Indicator.objects.create(
            slug=slug,
            kind=kind,
            over_time=over_time,
            frequency="month",
            columns=list(columns),
            body={"name": {"zh-Hans": f"指标{slug}", "en": slug}},
        )

    return make


def aim(indicator, unit, value, period="2026", **more):
    return Target.objects.create(
        indicator=indicator, unit=unit, value=value, period=period, set_on=TODAY, **more
    )


def say(indicator, unit, year, **months):
    for month, value in months.items():
        cell = Cell(*value) if isinstance(value, tuple) else Cell(value)
        rollup.write_own(indicator, unit.id, year, {int(month[1:]) - 1: {"total": cell}})


@pytest.fixture
def several(make, county, town):
    """Sums, shares and numbers of people that are too small for strangers, in two units."""
    sums, share, people = make("sums"), make("share", "rate", "last"), make("people", "people")
    empty = make("empty")
    for unit in (county, town):
        say(sums, unit, 2026, m1=10, m2=20, m3=30, m4=15, m5=9)
        say(share, unit, 2025, m12=(10, 100))
        say(share, unit, 2026, m3=(30, 100), m9=(3, 4))
        say(people, unit, 2026, m1=50, m2=3, m10=2)
    found = []
    for unit in (county, town):
        found += [
            aim(sums, unit, 100),
            aim(sums, unit, 40, "2026-Q1"),
            aim(share, unit, 0.9, "2027", baseline=0.1, baseline_period="2025-12"),
            aim(share, unit, 0.2, "2026-06", at_least=False),
            aim(people, unit, 60, "2026-10"),
            aim(people, unit, 600),
            aim(empty, unit, 5, "2026-H1"),
        ]
    return found


@pytest.mark.parametrize("who", ["program", "administrator", "observer"])
def test_together_they_say_what_each_says_alone(who, several, administrator, county):
    reader = {
        "program": lambda: None,
        "administrator": lambda: administrator.actor,
        "observer": lambda: _staff("looks-on", "observer", county).actor,
    }[who]()
    together = queries.standings(several, reader)
    assert together == [queries.standing(one, reader) for one in several]
    lightly = queries.judgements(several, reader)
    assert lightly == [(one.target, one.figure, one.judged) for one in together]
    hidden = [one for row in together for one in row.points if one.mark == "suppressed"]
    assert bool(hidden) == (who == "observer")


def test_the_queries_do_not_grow_with_the_targets(
    make, county, administrator, django_assert_max_num_queries
):
    first = make("first")
    for number in range(1, 11):
        revises = aim(first, county, 5, f"2026-{number:02}")
        aim(first, county, 7, f"2026-{number:02}", revises=revises)
    rows = list(queries.current(unit=county.id))
    assert len(rows) == 10
    with django_assert_max_num_queries(5):
        found = queries.standings(rows, administrator.actor)
    assert all(len(one.earlier) == 1 for one in found)


def test_a_longer_chain_of_revisions_is_told_from_the_newest_on(make, county):
    first = make("first")
    oldest = aim(first, county, 1)
    middle = aim(first, county, 2, revises=oldest)
    newest = aim(first, county, 3, revises=middle)
    other = aim(first, county, 3, "2027")
    found = {one.target.id: one.earlier for one in queries.standings([newest, other], None)}
    assert found == {newest.id: (middle, oldest), other.id: ()}


def test_the_first_page_names_what_is_behind_here_and_below(
    make, county, town, other_county, administrator
):
    sums = make("sums")
    for unit in (county, town, other_county):
        say(sums, unit, 2026, m7=5)
    below = aim(sums, town, 1000, "2026-Q3")
    own = aim(sums, county, 1000, "2026-H1")
    elsewhere = aim(sums, other_county, 1000, "2026-Q3")
    aim(sums, county, 5, "2026-Q3")  # met
    aim(sums, county, 1000, "2025")  # long over
    say(sums, county, 2025, m7=5)
    say(sums, county, 2026, m5=1)
    found = home.at_risk(administrator.actor)
    assert [one.target.id for one in found.targets] == [own.id, below.id]
    assert (found.all_targets, found.more_targets, found.at_least) == (2, 0, False)
    page = administrator.client.get(reverse("work")).content.decode()
    assert reverse("target", args=[own.id]) in page
    assert "2项目标进度落后" in page.replace(" ", "")
    assert reverse("target", args=[elsewhere.id]) not in page
    link = reverse("target-list") + "?below=1&amp;is=behind"
    assert link in page
    answer = administrator.client.get(link.replace("&amp;", "&"))
    listed = answer.content.decode()
    assert {row["unit"]["en"] for row in answer.context["rows"]} == {"county", "town"}
    for one in (own, below):
        assert reverse("target", args=[one.id]) in listed
    assert reverse("target", args=[elsewhere.id]) not in listed


def test_a_few_are_shown_and_all_are_counted(make, county, administrator, monkeypatch):
    sums = make("sums")
    say(sums, county, 2026, m9=1)
    for number in range(1, 8):
        aim(sums, county, 1000 + number, "2026-09", column="total")
    found = home.at_risk(administrator.actor)
    assert (len(found.targets), found.all_targets, found.more_targets) == (5, 7, 2)
    monkeypatch.setattr(queries, "JUDGED", 3)
    found = home.at_risk(administrator.actor)
    assert (len(found.targets), found.all_targets, found.at_least) == (3, 3, True)
    assert "至少3项" in administrator.client.get(reverse("work")).content.decode().replace(" ", "")
    listed = administrator.client.get(reverse("target-list"), {"below": "1"})
    assert len(listed.context["rows"]) == 3
    assert listed.context["more"]


def test_others_see_nothing_of_it(make, county, town, stranger, administrator):
    sums = make("sums")
    say(sums, county, 2026, m7=5)
    aim(sums, county, 1000, "2026-Q3")
    assert home.at_risk(stranger.actor).targets == []
    # An observer sees figures, but no reports, and so no list of what is behind.
    observer = _staff("looks-on", "observer", county)
    assert home.home(observer.actor, None).at_risk.targets == []
    assert stranger.client.get(
        reverse("target-list"), {"unit": county.id, "below": "1"}
    ).status_code in (403, 404)


def test_behind_is_behind_as_the_target_itself_says(make, county, administrator):
    sums = make("sums")
    say(sums, county, 2026, m7=5)
    target = aim(sums, county, 1000, "2026-Q3")
    ((found, figure),) = queries.behind(administrator.actor).targets
    alone = queries.standing(target, administrator.actor)
    assert (found.id, figure) == (target.id, alone.figure)
    assert alone.judged.judgement == Judgement.BEHIND
