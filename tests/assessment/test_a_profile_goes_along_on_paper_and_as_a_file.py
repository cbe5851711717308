"""The profile as a tagged PDF in both languages, and as JSON with the versions it rests on."""

from __future__ import annotations

import io
import json

import pytest
from django.urls import reverse
from pypdf import PdfReader

from suyang.assessment import actions
from tests.assessment.profiles import answered
from tests.assessment.taking import take


@pytest.fixture
def full(bank, participant):
    answered(participant.person, "quick", each=1, days_ago=300)
    return answered(participant.person)


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ("您的结果", "接下来的三步")), ("en", ("Your result", "Three next steps"))],
)
def test_the_paper_is_tagged_and_says_what_the_page_says(full, participant, language, words):
    address = reverse("check-result-pdf", args=[full.id])
    answer = participant.client.get(address, headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    pdf = PdfReader(io.BytesIO(answer.content))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].lower().startswith(language[:2])
    text = "".join(page.extract_text() for page in pdf.pages)
    for word in words:
        assert word.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert participant.person.name not in text


def test_the_file_says_all_with_its_versions(full, participant):
    answer = participant.client.get(reverse("check-result-json", args=[full.id]))
    found = json.loads(answer.content)
    assert found["format"] == "suyang-profile-1"
    assert found["check"]["blueprint"] == "full"
    assert found["check"]["bank"] == full.bank.digest
    assert found["method"] == full.result.method
    assert found["change"]["method"].startswith("ou/")
    assert len(found["areas"]) == 5
    assert len(found["competences"]) == 21
    for one in found["competences"]:
        assert set(one["name"]) >= {"zh-Hans", "en"}
        if one["enough"]:
            assert 0 <= one["low"] <= one["middle"] <= one["high"] <= 3
        else:
            assert one["lowest"] is one["middle"] is None


def test_where_only_a_sentence_is_said_there_is_no_file(bank, participant):
    six = take(actions.start(participant.person, "elder", "en"))
    for name in ("check-result-json", "check-result-pdf"):
        assert participant.client.get(reverse(name, args=[six.id])).status_code == 404
    begun = actions.start(participant.person, "full", "en")
    for name in ("check-result-json", "check-result-pdf"):
        assert participant.client.get(reverse(name, args=[begun.id])).status_code == 404
