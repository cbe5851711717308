"""The next item is the one that tells most, and the same however often it is asked for."""

from dataclasses import replace

from suyang.assessment import actions, engine, queries
from suyang.assessment.simulation.sitting import begun
from suyang.items.queries import FORMATS, bank_arrays
from suyang.psychometrics.profile import combine
from tests.assessment.simulating import world_of
from tests.assessment.taking import items_of, solves, somebody, take


def test_somebody_who_can_more_meets_harder_items_and_gets_a_higher_result(bank):
    beginner = take(actions.start(somebody(), "quick", "zh-Hans", seed=1), lambda shown: False)
    expert = take(actions.start(somebody(), "quick", "zh-Hans", seed=1), lambda shown: True)
    levels = [[item.level for item in items_of(check)][6:] for check in (beginner, expert)]
    assert sum(levels[0]) / len(levels[0]) < sum(levels[1]) / len(levels[1])
    low, high = beginner.result.report["overall"], expert.result.report["overall"]
    assert low["highest"] == "foundation"
    assert high["lowest"] == "advanced"
    assert low["mean"] < -1 < 0.5 < high["mean"]


def test_the_quick_check_keeps_its_length_and_minimums(bank):
    for seed in range(3):
        check = take(actions.start(somebody(), "quick", "en", seed=seed), solves(-0.6, seed))
        items = items_of(check)
        areas = [item.competence[0] for item in items]
        competences = [item.competence for item in items]
        assert 10 <= len(items) <= 14
        assert min(areas.count(area) for area in "12345") >= 2
        assert max(map(competences.count, competences)) <= 2
        assert check.ended_by in ("precision", "length")
        if check.ended_by == "precision":
            log = queries.log(check)
            person = engine.estimate(log)
            assert combine(person, engine.weights(log)).sd[0] <= 0.43


def test_the_elder_check_goes_from_easy_to_harder_and_prefers_tasks(bank):
    for solve in (solves(-2, 1), solves(0, 2), lambda shown: True, lambda shown: False):
        check = take(actions.start(somebody(), "elder", "zh-Hans", seed=5), solve)
        items = items_of(check)
        levels = [item.level for item in items]
        assert len(items) == 6
        assert all(item.elder for item in items)
        assert levels[0] == 1
        assert levels == sorted(levels)
        assert {item.competence[0] for item in items} == set("12345")
        assert all(item.format not in ("single", "multiple") for item in items)
        assert check.elder


def test_the_next_item_is_a_pure_function_of_the_log(bank):
    check = actions.start(somebody(), "quick", "zh-Hans", seed=9)
    take(check, solves(0), items=5)
    log = queries.log(check)
    assert len(log.entries) == 5
    assert {engine.next_step(log) for _ in range(3)} == {engine.next_step(log)}


def test_different_people_do_not_all_begin_with_the_same_item(bank):
    first = {
        actions.present(actions.start(somebody(), "quick", "zh-Hans", seed=seed)).item_id
        for seed in range(12)
    }
    assert len(first) > 4


def test_a_bank_that_runs_out_ends_the_check(bank):
    check = actions.start(
        somebody(), "programme-before-after", "zh-Hans", half="A", competences=["1.3"]
    )
    check = take(check)
    assert check.ended_by == "exhausted"
    own = [
        row for row in bank_arrays(check.bank_id).rows if (row.competence, row.half) == ("1.3", "A")
    ]
    assert len(items_of(check)) == len(own)


def test_every_format_of_the_bank_is_known_to_the_engine(bank):
    formats = set(bank.items.values_list("item__format", flat=True))
    assert formats <= set(FORMATS)


def an_empty_log(bank, blueprint):
    world = world_of(bank, blueprint)
    return replace(begun(world.arrays, world.rules, 0), seed=4)


def test_what_was_met_elsewhere_need_not_be_in_the_bank(bank):
    log = an_empty_log(bank, "quick")
    elsewhere = replace(log, seen=frozenset({"of-another-bank"}))
    assert engine.next_step(elsewhere) == engine.next_step(log)
    met = log.arrays.rows[engine.next_step(log)].slug
    both = replace(log, seen=frozenset({"of-another-bank", met}))
    assert log.arrays.rows[engine.next_step(both)].slug != met


def test_a_minimum_that_no_item_can_pay_does_not_end_a_check(bank):
    log = an_empty_log(bank, "quick")
    unpayable = {"per_area": 14, "per_competence": 14}
    log = replace(log, rules={**log.rules, "minimums": unpayable})
    for _number in range(14):
        step = engine.next_step(log)
        assert isinstance(step, int)
        log = log.with_answer(engine.Entry(step, 1.0, False, ""))
    assert engine.next_step(log) == "length"


def test_who_is_followed_from_answer_to_answer_is_who_is_worked_out_anew(bank):
    log = an_empty_log(bank, "full")
    said = ((0.0, True, ""), (1.0, False, ""), (0.0, False, "read"), (1.0, False, "suggested"))
    logs, steps = [], []
    for number in range(20):
        logs.append(log)
        steps.append(engine.next_step(log))
        log = log.with_answer(engine.Entry(steps[-1], *said[number % len(said)]))
    assert len(set(steps)) == 20
    bank_arrays.cache_clear()
    anew = bank_arrays(bank.id)
    assert anew is not log.arrays
    for one, step in zip(reversed(logs), reversed(steps), strict=True):
        assert engine.next_step(replace(one, arrays=anew)) == step


def test_the_guessing_that_is_kept_is_the_persons(bank):
    log = an_empty_log(bank, "full")
    c = log.arrays.items.c
    for score, dont_know, assistance in (
        (0.0, True, ""),
        (0.0, False, ""),
        (0.0, True, "read"),
        (0.0, True, "touched"),
        (1.0, False, ""),
    ):
        log = log.with_answer(engine.Entry(engine.next_step(log), score, dont_know, assistance))
        assert (
            engine.aim(log).guessing(log.arrays) == engine.person_guessing(log.entries, c)
        ).all()
    assert (engine.aim(log).guessing(log.arrays) < c)[c > 0].all()
