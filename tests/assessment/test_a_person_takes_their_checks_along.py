"""Export holds every answer and no key; erasing leaves nothing."""

import json

from suyang.assessment import actions, personal
from suyang.assessment.models import Check, Presentation, Response, Result
from tests.assessment.taking import somebody, take


def test_the_export_holds_answers_and_result_and_no_key(bank):
    person = somebody()
    check = take(actions.start(person, "quick", "zh-Hans"))
    actions.present(actions.start(person, "elder", "zh-Hans"))
    exported = personal.export(person)["checks"]
    text = json.dumps(exported, ensure_ascii=False)
    assert len(exported) == 2
    assert exported[1]["result"] == check.result.report
    assert all("answer" in one for one in exported[1]["answers"])
    assert '"key"' not in text
    assert "rationale" not in text
    assert len(personal.words(person)) == 2


def test_erasing_takes_all_checks_of_this_person_and_no_other(bank):
    person, other = somebody(), somebody()
    for one in (person, other):
        take(actions.start(one, "quick", "zh-Hans"))
    assert personal.erase(person) == {"checks": 1}
    assert Check.objects.get().person == other
    for model in (Presentation, Response, Result):
        assert model.objects.exists()
    personal.erase(other)
    for model in (Check, Presentation, Response, Result):
        assert not model.objects.exists()
