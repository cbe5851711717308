"""`{{ item.stem|text }}`: a content text in the reader's language, a fallback marked as such."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from suyang.foundation import ids, texts

register = template.Library()


@register.filter
def text(value: texts.Text | str | None) -> str | SafeString:
    shown = texts.show(value)
    if shown.fallback:
        return format_html('<span lang="{}">{}</span>', shown.language, shown.text)
    return shown.text


@register.filter
def plain(value: texts.Text | str | None) -> str:
    return texts.plain(value)


@register.filter
def code(value: str) -> str:
    return ids.show_code(value)


@register.filter
def spelled(value: str) -> str:
    """A code letter by letter, as it is read aloud: `K 7 M P, 3 Q X W`."""
    return ", ".join(" ".join(group) for group in ids.show_code(value).split("-"))
