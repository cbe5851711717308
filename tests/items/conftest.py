import pytest

from suyang.foundation import content
from tests.content_once import read_once


@pytest.fixture(autouse=True)
def _content_is_read_once(monkeypatch):
    monkeypatch.setattr(content, "_read", read_once)
