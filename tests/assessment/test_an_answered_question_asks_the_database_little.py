"""The lean path of part 2 begins here: few statements an answered question."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from suyang.assessment import actions
from tests.assessment.taking import right, take

MOST = 12


def _asked(captured) -> list[str]:
    framing = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return [one["sql"] for one in captured if not one["sql"].startswith(framing)]


def test_sending_an_answer_and_seeing_the_next_question(bank, county, participant):
    check = actions.start(participant.person, "quick", "zh-Hans")
    take(check, items=3)
    shown = actions.present(check)
    address = reverse("check-question", args=[check.id])
    form = {"presentation": shown.id, "action": "answer"} | right(shown.item.item.body)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        page = participant.client.post(address, form, follow=True)
    assert page.status_code == 200
    asked = _asked(captured)
    assert len(asked) <= MOST, "\n".join(asked)
