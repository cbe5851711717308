import pytest

from suyang.psychometrics.items import Items, expert_items
from suyang.psychometrics.scale import expert_difficulty


def test_expert_items_have_the_experts_parameters():
    items = expert_items([0, 4], [0, 1], [1, 6], [0, 2], [4, 0])
    assert items.level.tolist() == [0, 5]
    assert items.c.tolist() == [0.25, 0]
    assert items.b.tolist() == [expert_difficulty(1, 0.25), expert_difficulty(6, 0)]
    assert items.own_sd**2 == pytest.approx([0.12, 0.12])


def test_rows_are_taken_in_order_and_none_may_be_taken():
    items = expert_items([0, 1, 2], [0, 0, 0], [1, 2, 3], [0, 0, 0], [0, 0, 0])
    assert items.take([2, 0]).competence.tolist() == [2, 0]
    assert len(items.take([])) == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"a": 0},
        {"a": float("inf")},
        {"b": float("nan")},
        {"c": 1},
        {"c": -0.1},
        {"own_sd": -1},
        {"competence": -1},
        {"shared": 2},
        {"categories": 1},
        {"categories": 3},
        {"categories": 3, "steps": [[-0.5, 0.5]], "c": 0.2},
        {"steps": 0.4},
    ],
)
def test_impossible_items_are_refused(bad):
    good = {"competence": 0, "area": 0, "level": 0, "format": 0, "a": 1, "b": 0}
    with pytest.raises(ValueError, match=r"must be|no guessing|needs all|has step"):
        Items.of(**{**good, **bad})
