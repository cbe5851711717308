"""A given answer put into a question's form: by keyboard alone, by finger, or by plain form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Locator, Page

Answer = Mapping[str, Any]
MOST_TABS = 120


def by_keyboard(page: Page, answer: Answer | None) -> None:
    """Tab from field to field, choose with arrows or space, type, and press Enter on the button.

    answer: None says "I don't know". Raises AssertionError where the keyboard does not get there.
    """
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        focus = page.evaluate(_FOCUS)
        if not focus["inside"]:
            continue
        if focus["tag"] == "BUTTON":
            if focus["value"] == ("dont-know" if answer is None else "answer"):
                assert focus["outline"] >= 2, "the focus cannot be seen"
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return
        elif answer is not None and focus["name"] in answer:
            _press(page, focus, answer[focus["name"]])
    raise AssertionError("the question cannot be answered with the keyboard")


def by_form(page: Page, answer: Answer | None, *, touch: bool = False) -> None:
    """Choose and send; with a finger on targets that are large enough for one."""
    form = page.locator("main form").first
    for name, value in (answer or {}).items():
        fields = form.locator(f"[name='{name}']")
        if fields.first.evaluate("n => n.tagName") == "SELECT":
            _pick(fields, value, touch=touch)
        elif fields.first.get_attribute("type") in ("radio", "checkbox"):
            for one in [value] if isinstance(value, str) else value:
                field = form.locator(f"input[name='{name}'][value='{one}']")
                _touch(field.locator("xpath=ancestor::label")) if touch else field.check()
        else:
            if touch:
                _touch(fields.first)
            fields.first.fill(value)
    button = form.locator(f"button[value={'dont-know' if answer is None else 'answer'}]")
    with page.expect_navigation():
        _touch(button) if touch else button.click()


def _press(page: Page, focus: Mapping[str, Any], value: Any) -> None:
    """What the keyboard does to the field that has the focus."""
    if focus["type"] == "radio":
        place = focus["values"].index(value)
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        if place == 0:
            page.keyboard.press("Space")
    elif focus["type"] == "checkbox":
        if focus["value"] in value:
            page.keyboard.press("Space")
    elif focus["tag"] == "SELECT":
        wanted = next(one for one in _pairs(value) if one in focus["choices"])
        for _ in range(focus["choices"].index(wanted)):
            page.keyboard.press("ArrowDown")
    else:
        page.keyboard.type(value)


def _pick(fields: Locator, value: list[str], *, touch: bool) -> None:
    for field in fields.all():
        choices = field.locator("option").evaluate_all("nodes => nodes.map(n => n.value)")
        if touch:
            _large_enough(field)
        field.select_option(next(one for one in _pairs(value) if one in choices))


def _pairs(value: list[str]) -> list[str]:
    """An order's ids with their places, a match's pairs as they are."""
    return [one if ":" in one else f"{one}:{place}" for place, one in enumerate(value, 1)]


def _touch(target: Locator) -> None:
    _large_enough(target)
    target.tap()


def _large_enough(target: Locator) -> None:
    elder = target.evaluate("() => document.documentElement.classList.contains('elder')")
    box = target.bounding_box()
    assert box is not None
    least = 60 if elder else 48
    assert min(box["width"], box["height"]) >= least - 0.5, (box, target)


_FOCUS = """() => {
    const n = document.activeElement;
    const group = n.type === 'radio'
        ? [...n.form.querySelectorAll('input[type=radio]')].filter(one => one.name === n.name)
        : [];
    return {
        tag: n.tagName, type: n.type || '', name: n.name || '', value: n.value || '',
        values: group.map(one => one.value),
        choices: [...(n.options || [])].map(one => one.value),
        outline: parseFloat(getComputedStyle(n).outlineWidth),
        inside: !!n.closest('main form'),
    };
}"""
