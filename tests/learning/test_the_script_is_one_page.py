from __future__ import annotations

import io

import pypdf
import pytest
from django.utils import translation

from suyang.foundation.documents.pdf import render
from suyang.learning import papers
from suyang.learning.models import Programme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_volunteers_page_is_one_page(bank, language):
    programme = Programme.objects.get(slug="farmers-new-farm-tools", is_current=True)
    with translation.override(language):
        pages = pypdf.PdfReader(io.BytesIO(render(papers.script(programme), language))).pages
    assert len(pages) == 1
