"""Django puts the catalogues of all rooms together: an English text has one Chinese, or a context.

Two different ones would both be read as the one that comes first, in one of the rooms wrongly.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

import suyang

CATALOGUES = sorted(Path(suyang.__file__).parent.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))


def test_no_two_rooms_say_a_text_differently():
    said = defaultdict(lambda: defaultdict(list))
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                if message.id and message.string:
                    text = message.string
                    words = text if isinstance(text, str) else tuple(text)
                    said[str(message.id), message.context][words].append(path.parents[3].name)
    assert len(said) > 2000
    assert {text: dict(words) for text, words in said.items() if len(words) > 1} == {}


def test_a_colon_in_chinese_is_a_chinese_one():
    """After a Chinese sign a half-width colon stands only before a number or an address."""
    wrong = []
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                text = message.string
                words = [text] if isinstance(text, str) else list(text)
                for one in words:
                    place = one.find(": ")
                    if place > 0 and "\u4e00" <= one[place - 1] <= "\u9fff":
                        wrong.append(one)
    assert wrong == []
