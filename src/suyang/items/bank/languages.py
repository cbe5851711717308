"""Both languages of an item beside each other: what looks like a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from suyang.foundation.content import Document, Problem
from suyang.foundation.texts import Text
from suyang.items.bank import numerals
from suyang.items.bank.texts import Here, asked, texts

# Of a thousand texts of the first full bank, all but two or three are within.
RATIO, LONG_ENOUGH = (0.17, 0.58), 30
HAN = "[㐀-鿿]"
# 通知_改(1) is a file's name.
HALF_WIDTH = re.compile(rf"{HAN}(?:[,;:!?)]|\.(?!\w)|\((?!\d+\)))|[,;!?(]{HAN}|\.\.\.")
FULL_WIDTH = re.compile("[\u3000-\u303f\uff01-\uff5e]")
STRAIGHT = re.compile("[\"']")
CURLY = re.compile("[“”‘’]")
SPACES = re.compile(r"\S[ \t]{2,}|[ \t]+\n|^\s|\s$")
QUOTED = re.compile("“[^”]*”|「[^」]*」")
POLITE, FAMILIAR = "您", re.compile("你(?!们)")
# Names, formulas and measures may be the same in both languages; sentences may not.
SENTENCE = re.compile(rf"{HAN}|[a-z]{{3,}} [a-z]{{3,}}")


def warnings(document: Document) -> Iterator[Problem]:
    """What looks wrong in the texts of one item, with its line; none of it is refused."""
    found = list(texts(document.data))
    for here, text in found:
        for look in (_punctuation, _spaces, _sameness, _length):
            reason = look(text)
            if reason:
                yield document.problem(reason, *here)
    yield from _numbers(document)
    yield from _voice(document, found)
    yield from _apostrophes(document, found)


def _punctuation(text: Text) -> str:
    chinese, english = text["zh-Hans"], text["en"]
    if match := HALF_WIDTH.search(chinese):
        return f"half-width punctuation in Chinese: {_around(chinese, match)}"
    if (match := STRAIGHT.search(chinese)) and not chinese.startswith("="):
        return f"straight quotes in Chinese: {_around(chinese, match)}"
    if match := FULL_WIDTH.search(english):
        return f"full-width punctuation in English: {_around(english, match)}"
    if match := re.search(HAN, english):
        return f"Chinese characters in English: {_around(english, match)}"
    return ""


def _spaces(text: Text) -> str:
    for written in text.values():
        # A text of several lines ends with a line end where YAML's | is used.
        if match := SPACES.search(written.removesuffix("\n")):
            return f"needless spaces: {_around(written, match)}"
    return ""


def _sameness(text: Text) -> str:
    same = text["zh-Hans"] == text["en"] and SENTENCE.search(text["en"])
    return f"the same in both languages: {text['en']}" if same else ""


def _length(text: Text) -> str:
    chinese, english = text["zh-Hans"], text["en"]
    if len(english) < LONG_ENOUGH or not re.search(HAN, chinese):
        return ""
    ratio = len("".join(chinese.split())) / len(english)
    if RATIO[0] <= ratio <= RATIO[1]:
        return ""
    longer = "English" if ratio < RATIO[0] else "Chinese"
    return f"the {longer} says much more: {chinese} | {english}"


def _numbers(document: Document) -> Iterator[Problem]:
    """The same key needs the same numbers in the question, its scene and its options."""
    scene = ((("scene", *here), text) for here, text in texts(document.data.get("scene", {})))
    for here, text in (*asked(document.data), *scene):
        for one, other in (("zh-Hans", "en"), ("en", "zh-Hans")):
            alone = numerals.in_figures(text[one]) - numerals.said(text[other])
            if alone:
                written = ", ".join(f"{number:.10g}" for number in sorted(alone))
                yield document.problem(f"{written} stands only in {one}", *here)


def _voice(document: Document, found: list[tuple[Here, Text]]) -> Iterator[Problem]:
    """您 and 你 mixed in what the item itself says: neither in its scene nor in quotes."""
    own = [(here, QUOTED.sub("", text["zh-Hans"])) for here, text in found if here[0] != "scene"]
    familiar = [here for here, written in own if FAMILIAR.search(written)]
    if familiar and any(POLITE in written for _here, written in own):
        yield document.problem("您 and 你 are mixed", *familiar[0])


def _apostrophes(document: Document, found: list[tuple[Here, Text]]) -> Iterator[Problem]:
    """Straight and curly quotes mixed in one item's English, told once."""
    english = [(here, text["en"]) for here, text in found if not text["en"].startswith("=")]
    if any(CURLY.search(written) for _here, written in english):
        straight = [here for here, written in english if STRAIGHT.search(written)]
        if straight:
            yield document.problem(
                f"straight and curly quotes are mixed in English ({len(straight)} texts)",
                *straight[0],
            )


def _around(text: str, match: re.Match[str]) -> str:
    return "…" + text[max(match.start() - 8, 0) : match.end() + 8].strip() + "…"
