"""Intervals with a real minus, the method in plain words, its exact version in small print."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid

import openpyxl
import pypdf
import pytest
from django.utils import translation

from suyang.foundation import clock
from suyang.plans import levels, queries, reports
from suyang.plans.models import LevelFigure
from tests.plans.conftest import TASK

pytestmark = pytest.mark.django_db

BANDS = ["foundation", "intermediate", "advanced"]
OLDER = "plausible values, older, 0"
HYPHEN_FOR_MINUS = re.compile(r"(?<![\w-])-\d")


def estimate(value, spread=0.05):
    return {"value": value, "low": value - spread, "high": value + spread}


def figure(unit, method=levels.METHOD):
    change = estimate(0.01, 0.04)
    shares = [estimate(share) for share in (0.5, 0.3, 0.2)]
    return LevelFigure.objects.create(
        task=TASK,
        unit=unit,
        n=12,
        body={
            "bands": BANDS,
            "before": shares,
            "after": shares,
            "change": [estimate(-0.01), estimate(0), estimate(0.01)],
            "at_least_intermediate": {"before": shares[0], "after": shares[0], "change": change},
        },
        method=method,
        computed_at=clock.now(),
    )


@pytest.fixture
def shown(bank, county, town, village, happened):
    """The county with a figure of now, the town with one that an earlier method made."""
    happened("attended", village, uuid.uuid4())
    figure(county)
    figure(town, OLDER)


def words_of(page: str) -> str:
    return re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<head.*?</head>", "", page, flags=re.S))
    )


def task_page(cast, language: str) -> str:
    return cast.client.get(
        f"/plans/tasks/{TASK}/", headers={"Accept-Language": language}
    ).content.decode()


@pytest.mark.parametrize(
    ("language", "interval"), [("en", "(−3 to +5; n = 12)"), ("zh-hans", "（−3至+5；n = 12）")]
)
def test_the_page_writes_minus_signs(shown, officer, language, interval):
    text = words_of(task_page(officer, language))
    assert interval in text
    assert not HYPHEN_FOR_MINUS.search(text)


@pytest.mark.parametrize(
    ("language", "explained", "version"),
    [
        ("en", "draws many possible levels for each person", f"Method version: {levels.METHOD}"),
        ("zh-hans", "给每个人抽取许多种可能的水平", f"方法版本：{levels.METHOD}"),
    ],
)
def test_the_method_is_told_in_plain_words(shown, officer, language, explained, version):
    page = task_page(officer, language)
    assert explained in page
    assert version in page
    chart_note = re.search(r'class="chart-note">(.*?)</p>', page, re.S)[1]
    assert levels.METHOD not in chart_note


def test_each_figure_carries_its_own_method(shown, officer, county, town):
    found = levels.for_places(TASK, county.id, [town.id])
    assert (found[county.id].method, found[town.id].method) == (levels.METHOD, OLDER)
    page = task_page(officer, "en")
    assert page.count(f"Method version: {OLDER}") == 1
    assert page.count(f"Method version: {levels.METHOD}") == 1


def test_the_report_says_the_same_and_sheets_keep_numbers(shown, county):
    with translation.override("en"):
        figures = queries.figures(queries.task(TASK), county.id)
        pdf, _type = reports.pdf(figures)
        xlsx, _type = reports.workbook(figures)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    text = re.sub(r"\s+", " ", text)
    assert "−3 to +5" in text
    assert "draws many possible levels" in text
    assert f"Method version: {levels.METHOD}" in text
    assert f"Method version: {OLDER}" in text
    assert not HYPHEN_FOR_MINUS.search(text.replace(dt.date.today().isoformat(), ""))
    bands = openpyxl.load_workbook(io.BytesIO(xlsx)).worksheets[1]
    values = [cell for row in bands.iter_rows(min_row=2, values_only=True) for cell in row[1:]]
    assert all(isinstance(value, int | float) for value in values)
    assert min(values) < 0
