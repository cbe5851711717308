"""A generated certification pool, marked in every text, so that a search finds any leak."""

from __future__ import annotations

import json
import random

import pytest
import yaml

from suyang.items.sealed import envelope, keys, loading, packing
from suyang.organisations.permissions import system
from tests.items import banks

MARK = "密题暗记"
MARK_EN = "sealedmarker"
COMPETENCES = ("1.1", "2.1", "3.1", "4.1", "5.1")


def generated(count: int = 30) -> list[dict]:
    """Single choices of levels 1 to 6 in one competence of each area, marked in every text."""
    dice = random.Random(7)
    items = []
    for number in range(count):
        body = banks.single(number, dice, key=number % 4)
        body |= {
            "id": f"cert-{number}",
            "pool": "certification",
            "competence": COMPETENCES[number % len(COMPETENCES)],
            "level": 1 + number % 6,
            "half": "AB"[number % 2],
        }
        items.append(json.loads(_marked(json.dumps(body, ensure_ascii=False))))
    return items


def _marked(text: str) -> str:
    for language, mark in (("zh-Hans", MARK), ("en", f"{MARK_EN} ")):
        text = text.replace(f'"{language}": "', f'"{language}": "{mark}')
    return text


@pytest.fixture
def folder(tmp_path):
    """The generated items as files, as an office would have them."""
    root = tmp_path / "sealed-items"
    for item in generated():
        path = root / item["competence"] / f"{item['id']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(item, allow_unicode=True), "utf-8")
    return root


@pytest.fixture
def key_file(tmp_path, settings):
    path = tmp_path / "keys" / "exam.key"
    path.parent.mkdir()
    keys.make(path)
    settings.SUYANG_SEALED_KEYS = path.parent
    keys.forget()
    yield path
    keys.forget()


@pytest.fixture
def package(folder, key_file, bank):
    """The pool, sealed and taken in; the package file's bytes."""
    documents, problems = packing.read(folder)
    assert not problems
    key = keys.read(key_file)
    data = envelope.close(packing.pack(documents, key), key)
    loading.load(system("test"), data, key)
    return data
