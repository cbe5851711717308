"""Practice items can be tried (the next file); of the others a page says only what they are."""

import pytest
from django.urls import reverse

from suyang.items.models import ItemVersion
from suyang.items.queries import arrays, bank_arrays, current_bank


@pytest.fixture
def item(bank):
    return ItemVersion.objects.filter(format="single").first()


def _page(one, item):
    return one.client.get(reverse("item", args=[item.slug]))


def test_a_monitoring_item_shows_neither_question_nor_key_to_anybody(
    item, administrator, stranger, visitor
):
    for one in (administrator, stranger, visitor):
        page = _page(one, item).content.decode()
        assert item.competence in page
        assert "还没有请真人试做" in page
        shown = one.client.get(reverse("item", args=[item.slug]), {"answer": "shown"})
        tried = one.client.post(reverse("item", args=[item.slug]), {"action": "answer"})
        page += shown.content.decode() + tried.content.decode()
        for text in (item.body["stem"], item.body["rationale"]):
            assert text["zh-Hans"][:12] not in page
        for option in item.body["controls"][0]["options"]:
            assert option["text"]["zh-Hans"] not in page


def test_a_sealed_item_does_not_exist_for_whoever_asks(item, administrator):
    ItemVersion.objects.filter(id=item.id).update(pool="certification")
    assert _page(administrator, item).status_code == 404
    assert administrator.client.get(reverse("item", args=["no-such"])).status_code == 404


def test_who_solved_it_blind_is_said(item, visitor):
    solved = {"language": "en", "by": "language model", "on": "2026-11-20", "agrees": True}
    ItemVersion.objects.filter(id=item.id).update(body=item.body | {"solved": [solved]})
    assert "不是真人" in _page(visitor, item).content.decode()
    ItemVersion.objects.filter(id=item.id).update(
        body=item.body | {"solved": [solved, solved | {"by": "person"}]}
    )
    assert "不是真人" not in _page(visitor, item).content.decode()


def test_a_pinned_bank_becomes_arrays_in_a_stable_order(bank):
    found = bank_arrays(current_bank().id)
    assert len(found.rows) == len(found.items) == bank.items.count()
    assert found.competences == tuple(sorted(found.competences))
    assert len(found.competences) == 21
    assert found.area_codes == ("1", "2", "3", "4", "5")
    for row, competence in zip(found.rows, found.items.competence, strict=True):
        assert found.competences[competence] == row.competence
        assert found.rows[found.place[row.id]] is row
    assert found.items.own_sd.max() == pytest.approx(0.12**0.5)
    assert bank_arrays(bank.id) is found


def test_calibrated_parameters_share_no_error_with_others(bank):
    parameters = bank.items.select_related("item").first()
    parameters.provenance, parameters.difficulty_sd = "calibrated", 0.1
    found = arrays([parameters])
    assert found.items.shared[0] == 0
    assert found.items.own_sd[0] == pytest.approx(0.1)
