"""Items that ask nearly the same: cosine of character n-grams, weighted by how rare they are.

No words are cut out and nothing is learned, so it does the same for Chinese and English, and for
a bank of ten or a thousand items. docs/methods/items.md says what a value means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from suyang.foundation.content import Document
from suyang.items.bank.texts import asked, texts

# Two Chinese characters are about a word; four letters are about a syllable with its neighbours.
LENGTHS = {"zh-Hans": 2, "en": 4}
REFUSED, LISTED, LISTED_OF_HALVES = 0.5, 0.35, 0.25
TOP = 10
# Columns of the table of n-grams that are multiplied at once: memory stays small.
BLOCK = 4096
APART = "\n"


@dataclass(frozen=True)
class Pair:
    """Two items, the more alike of the two languages, and how they stand to each other.

    halves: of one competence and pool, one in each half: whoever met the one before a lesson
    would meet the other after it.
    """

    first: str
    second: str
    likeness: float
    language: str
    halves: bool
    competence: bool

    @property
    def refused(self) -> bool:
        return self.likeness >= REFUSED

    @property
    def listed(self) -> bool:
        return self.likeness >= (LISTED_OF_HALVES if self.halves else LISTED)

    @property
    def sentence(self) -> str:
        what = "; they are in the two halves of one competence" if self.halves else ""
        bound = f", refused from {REFUSED}" if self.refused else ""
        about = f"{self.language}, {self.likeness:.2f}{bound}"
        return f"asks nearly what {self.first} asks ({about}){what}"


def pairs(documents: Sequence[Document]) -> list[Pair]:
    """Those that are listed, and the most alike in any case, of all and of halves; most alike
    first."""
    if len(documents) < 2:
        return []
    found = np.stack(
        [
            likeness([_text(one.data, language) for one in documents], length)
            for language, length in LENGTHS.items()
        ]
    )
    first, second = np.triu_indices(len(documents), 1)
    alike = found[:, first, second]
    order = np.argsort(-alike.max(axis=0), kind="stable")
    kept: list[Pair] = []
    halves = 0
    for number, place in enumerate(order):
        which = int(alike[:, place].argmax())
        one = _pair(
            documents[first[place]],
            documents[second[place]],
            float(alike[which, place]),
            list(LENGTHS)[which],
        )
        if number < TOP or one.listed or (one.halves and halves < TOP):
            kept.append(one)
        halves += one.halves
        if number >= TOP and halves >= TOP and one.likeness < min(LISTED, LISTED_OF_HALVES):
            break
    return kept


def likeness(written: Sequence[str], length: int) -> npt.NDArray[np.float64]:
    """Cosine similarity of each two texts, shape (n, n): 0 nothing in common, 1 the same."""
    rows, grams, counts = _grams(written, length)
    texts_with = np.bincount(grams)
    weights = (1 + np.log(counts)) * np.log((1 + len(written)) / texts_with)[grams]
    squares = np.bincount(rows, weights**2, minlength=len(written))
    # A gram of one text alone is in its length, but in no product.
    shared = texts_with[grams] > 1
    rows, weights = rows[shared], weights[shared]
    columns = np.unique(grams[shared], return_inverse=True)[1]
    products = np.zeros((len(written), len(written)))
    for start in range(0, int(columns.max(initial=-1)) + 1, BLOCK):
        here = (columns >= start) & (columns < start + BLOCK)
        table = np.zeros((len(written), BLOCK), dtype=np.float32)
        table[rows[here], columns[here] - start] = weights[here]
        products += table @ table.T
    lengths = np.sqrt(np.where(squares > 0, squares, 1.0))
    return np.asarray(np.clip(products / np.outer(lengths, lengths), 0, 1))


def _grams(
    written: Sequence[str], length: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Each different n-gram of each text: the text, the gram's number, how often it stands."""
    codes = [np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32) for text in written]
    letters, every = np.unique(np.concatenate(codes), return_inverse=True)
    names: list[npt.NDArray[np.int64]] = []
    start = 0
    for code in codes:
        one = every[start : start + len(code)].astype(np.int64)
        start += len(code)
        windows = max(len(one) - length + 1, 0)
        name = np.zeros(windows, dtype=np.int64)
        for step in range(length):
            name = name * len(letters) + one[step : step + windows]
        names.append(name)
    owners = np.repeat(np.arange(len(written)), [len(name) for name in names])
    _kept, grams = np.unique(np.concatenate(names), return_inverse=True)
    width = int(grams.max(initial=0)) + 1
    different, counts = np.unique(owners * width + grams, return_counts=True)
    return different // width, different % width, counts


def _text(body: Mapping[str, Any], language: str) -> str:
    """The question, its scene, and all that can be chosen, as one text. What stands several
    times in it, as the same options at each permission, counts once."""
    parts = dict.fromkeys(_parts(body, language))
    return re.sub(r"[ \t]+", " ", APART.join(parts)).casefold()


def _parts(body: Mapping[str, Any], language: str) -> Iterator[str]:
    for _here, text in asked(body):
        yield text[language]
    for _here, text in texts(body.get("scene", {})):
        yield text[language]


def _pair(one: Document, other: Document, value: float, language: str) -> Pair:
    a, b = one.data, other.data
    same = a["competence"] == b["competence"]
    halves = same and a["pool"] == b["pool"] and a["half"] != b["half"]
    return Pair(one.name, other.name, round(value, 4), language, halves, same)
