"""The guides for officers, held against the program: each word that they quote stands on a page,
each picture that they show is there, and none lies about that nobody shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.urls import resolve
from django.utils import translation
from PIL import Image

from scripts import texts

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ROOT / "docs" / "guides"
PICTURES = GUIDES / "pictures"
BOTH = [("en", "officers.md"), ("zh", "officers.zh.md")]
LARGEST = 3_000_000
PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)]+)\)")
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)]+)\)")
BOLD = re.compile(r"\*\*(.+?)\*\*")
# What says how the guide is written, and is on no page.
ABOUT_ITSELF = {"粗体字"}
# A label at the end of a sentence brings its full stop along.
STOPS = ".。"


def text_of(name: str) -> str:
    return (GUIDES / name).read_text("utf-8")


def said_by_pages(language: str) -> set[str]:
    """What the pages say in a language, as Django puts the words of all rooms together.

    Where two rooms have a word in common, one of their translations is shown; the other is not.
    """
    messages = {
        (context, words)
        for room in texts.rooms()
        for words, context in texts.said(room)
        if isinstance(words, str)
    }
    if language == "en":
        return {words for _context, words in messages}
    with translation.override("zh-hans"):
        return {
            translation.pgettext(context, words) if context else translation.gettext(words)
            for context, words in messages
        }


def anchor(heading: str) -> str:
    """The anchor that a heading gets where the guide is read as Markdown."""
    kept = re.sub(r"[^\w\s-]", "", heading.strip().lower())
    return re.sub(r"\s", "-", kept)


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_every_label_stands_on_a_page(language: str, name: str):
    known = said_by_pages(language)
    labels = set(BOLD.findall(text_of(name))) - ABOUT_ITSELF
    assert len(labels) > 60
    unknown = {one for one in labels if one not in known and one.rstrip(STOPS) not in known}
    assert not unknown, f"{name} quotes what no page says: {sorted(unknown)}"


@pytest.mark.parametrize(("language", "name"), BOTH)
def test_every_picture_is_there_and_is_shown(language: str, name: str):
    shown = PICTURE.findall(text_of(name))
    assert len(shown) > 20
    for words, path in shown:
        assert len(words) > 4, f"{path} has no words for who does not see it"
        with Image.open(GUIDES / path) as picture:
            assert (picture.format, picture.mode) == ("PNG", "P"), path
            assert min(picture.size) > 300, path
    paths = [path for _words, path in shown]
    assert len(paths) == len(set(paths)), "a picture is shown twice"
    kept = {f"pictures/{language}/{one.name}" for one in (PICTURES / language).iterdir()}
    assert set(paths) == kept


def test_both_languages_show_the_same_in_the_same_order():
    names = [
        [Path(path).name for _words, path in PICTURE.findall(text_of(name))]
        for _language, name in BOTH
    ]
    assert names[0] == names[1]


def test_the_pictures_are_light_enough_to_be_kept():
    assert sum(one.stat().st_size for one in PICTURES.rglob("*.png")) < LARGEST


@pytest.mark.parametrize(("_language", "name"), BOTH)
def test_every_link_and_address_leads_somewhere(_language: str, name: str):
    text = text_of(name)
    anchors = {anchor(one) for one in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    links = LINK.findall(text)
    assert len(links) > 10
    for one in links:
        path, _hash, place = one.partition("#")
        if path:
            assert (GUIDES / path).exists(), one
        else:
            assert place in anchors, one
    addresses = re.findall(r"`(/[^`]*)`", text)
    assert addresses
    for one in addresses:
        resolve(one)
