"""A village group has up to twenty people: the sheet has as many lines, on one page."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from pypdf import PdfReader

from suyang.foundation.documents.pdf import render
from suyang.learning import papers
from suyang.organisations.models import Installation
from tests.learning import afternoon

pytestmark = pytest.mark.django_db


def pages(group, language: str) -> list[str]:
    with translation.override(language):
        data = render(papers.sign_in_sheet(group), language)
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_twenty_lines_on_one_page_when_nobody_has_joined(group, language):
    sheet = papers.sign_in_sheet(group)
    assert len(sheet.filled) + sheet.empty == 20
    (page,) = pages(group, language)
    assert "20" in page.split()


def test_a_demonstration_says_so_on_the_same_page(group):
    Installation.objects.update(demonstration=True)
    assert len(pages(group, "en")) == 1


@pytest.mark.parametrize("joined", [1, 14])
def test_those_who_joined_stand_first_and_twenty_stay(group, joined):
    for number in range(joined):
        afternoon.enrol(group, f"学员{number}")
    sheet = papers.sign_in_sheet(group)
    assert (len(sheet.filled), len(sheet.filled) + sheet.empty) == (joined, 20)
    assert len(pages(group, "zh-hans")) == 1


def test_a_larger_group_flows_on_with_its_header(group):
    for number in range(24):
        afternoon.enrol(group, f"学员{number}")
    sheet = papers.sign_in_sheet(group)
    assert len(sheet.filled) == 24
    assert sheet.empty == papers.SPARE_LINES
    first, second = pages(group, "en")
    for page in (first, second):
        assert "What we call you" in page
