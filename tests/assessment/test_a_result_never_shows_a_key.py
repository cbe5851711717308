"""Monitoring items stay usable: no page, file or link of a result gives away what was asked."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from suyang.assessment import actions as checks
from suyang.assessment import queries
from suyang.assessment.sharing import actions
from suyang.foundation.texts import LANGUAGES
from tests.assessment.profiles import answered
from tests.assessment.taking import solves, take


def _given_away(check) -> set[str]:
    """Every text of the items that were asked, but what solving them shows of a person."""
    found: set[str] = set()
    for shown in queries.presentations_of(check):
        body = shown.item.item.body
        found |= set(body["stem"].values()) | set(body["rationale"].values())
        for control in body["controls"]:
            for option in control.get("options", ()):
                for language in LANGUAGES:
                    found |= {option.get(part, {}).get(language, "") for part in ("why", "text")}
    return {text for text in found if len(text) > 15}


@pytest.mark.parametrize("kind", ["full", "quick", "single", "follow-up"])
def test_nothing_of_a_monitoring_item_stands_in_a_result(bank, participant, visitor, kind):
    person = participant.person
    if kind == "quick":
        check = take(checks.start(person, "quick", "en"), solves(-0.5))
    elif kind == "single":
        check = take(checks.start(person, "single", "en", competences=["2.3"]), solves(-0.5))
    else:
        check = answered(person)
        if kind == "follow-up":
            how = {"continues": check, "competences": ["2.3"]}
            check = take(checks.start(person, "follow-up", "en", **how), solves(0.5))
    share = actions.share(
        participant.actor,
        check,
        share_id=uuid.uuid4(),
        purpose="x",
        extent="competences",
        lasts="day",
    )
    shown = ""
    for language in ("en", "zh-hans"):
        headers = {"Accept-Language": language}
        for address in (
            reverse("check-result", args=[check.id]) + "?all=1",
            reverse("check-result-json", args=[check.id]),
            reverse("check-shares", args=[check.id]),
            reverse("my-checks"),
        ):
            shown += participant.client.get(address, headers=headers).content.decode()
        link = reverse("shared-result", args=[actions.token(share.id)])
        shown += visitor.client.get(link, headers=headers).content.decode()
    texts = _given_away(check)
    assert len(texts) > 20
    assert [text for text in texts if text in shown] == []
    slugs = [one.item.item.slug for one in queries.presentations_of(check)]
    assert [slug for slug in slugs if f"/items/{slug}/" in shown] == []


def test_what_is_linked_to_be_practised_is_open_to_all(bank, participant, visitor):
    import re

    from suyang.items.models import ItemVersion

    check = answered(participant.person)
    address = reverse("check-result", args=[check.id])
    page = participant.client.get(address).content.decode()
    linked = set(re.findall(r'href="/items/([^/]+)/"', page))
    assert linked
    pools = set(ItemVersion.objects.filter(slug__in=linked).values_list("pool", flat=True))
    assert pools == {"practice"}
