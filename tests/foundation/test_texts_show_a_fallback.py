from __future__ import annotations

from django.template import Context, Template
from django.utils import translation

from suyang.foundation.texts import plain, show

BOTH = {"zh-Hans": "测评", "en": "check"}


def test_a_text_comes_in_the_readers_language():
    with translation.override("en"):
        assert plain(BOTH) == "check"
    with translation.override("zh-hans"):
        assert plain(BOTH) == "测评"


def test_a_missing_language_falls_back_visibly():
    shown = show({"zh-Hans": "测评"}, "en")
    assert (shown.text, shown.language, shown.fallback) == ("测评", "zh-Hans", True)


def test_the_filter_marks_the_fallbacks_language_and_escapes():
    with translation.override("en"):
        html = Template("{{ t|text }}").render(Context({"t": {"zh-Hans": "<b>测评"}}))
    assert html == '<span lang="zh-Hans">&lt;b&gt;测评</span>'


def test_nothing_is_an_empty_text():
    assert show(None).text == ""
    assert show({}).text == ""
