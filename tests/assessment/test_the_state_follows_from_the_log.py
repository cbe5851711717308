"""What is stored is what was asked and answered; everything else is computed from it."""

import numpy as np

from suyang.assessment import actions, engine, ledger, queries, report
from suyang.items.queries import bank_arrays
from tests.assessment.taking import solves, somebody, take


def test_the_result_can_be_rebuilt_from_the_log_alone(bank):
    check = take(actions.start(somebody(), "quick", "zh-Hans"), solves(0.3))
    bank_arrays.cache_clear()
    log = queries.log(check)
    person = engine.estimate(log)
    assert np.allclose(person.theta_mean, check.result.posterior["mean"], atol=1e-6)
    assert np.allclose(person.theta_cov, check.result.posterior["cov"], atol=1e-6)
    assert report.make(log, person) == check.result.report


def test_every_presentation_follows_from_the_answers_before_it(bank):
    check = take(actions.start(somebody(), "quick", "zh-Hans"), solves(-0.4))
    stands = ledger.stands(check)
    for number, presentation in enumerate(stands.asked):
        log = queries.log(check, stands._replace(asked=stands.asked[:number]))
        assert log.arrays.rows[engine.next_step(log)].id == presentation.item_id
    assert engine.next_step(queries.log(check, stands)) == check.ended_by


def test_a_check_under_way_keeps_its_bank_when_a_new_one_comes(bank):
    check = actions.start(somebody(), "quick", "zh-Hans")
    take(check, items=3)
    bank.is_current = False
    bank.save()
    check = take(check)
    assert check.bank_id == bank.id
    assert check.finished_at


def test_a_new_version_of_an_item_is_still_the_item_that_was_seen(bank):
    from suyang.items.models import ItemVersion

    person = somebody()
    first = take(actions.start(person, "quick", "zh-Hans"), items=1)
    met = queries.presentations_of(first)[0].item.item
    newer = ItemVersion.objects.get(id=met.id)
    newer.pk, newer.version = None, met.version + 1
    newer.save()
    later = actions.start(person, "quick", "zh-Hans")
    assert met.slug in ledger.seen_elsewhere(later)


def test_the_log_of_many_checks_gives_parameters_scores_and_guessing(bank):
    checks = [
        take(actions.start(somebody(), "quick", "zh-Hans"), solves(ability))
        for ability in (-1.0, 1.0)
    ]
    log = queries.log_of(checks)
    assert len(log.answers) == sum(len(queries.presentations_of(check)) for check in checks)
    for answer in log.answers:
        row = log.arrays.rows[answer.row]
        assert row.pool == "monitoring"
        assert 0 <= answer.guessing <= log.arrays.items.c[answer.row]
        assert answer.counts
    assert queries.log_of([]).answers == ()
