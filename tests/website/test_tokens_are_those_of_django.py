"""Masks of the CSRF secret: made and checked as Django does, in either direction."""

from __future__ import annotations

import pytest
from django.middleware import csrf
from hypothesis import given
from hypothesis import strategies as st

from suyang.website import masks

SECRET = "Ab0" * 10 + "zZ"


def test_django_takes_our_masks_and_we_take_those_of_django():
    seen = {masks.masked(SECRET) for _number in range(200)}
    assert len(seen) == 200
    for token in seen:
        csrf._check_token_format(token)
        assert csrf._does_token_match(token, SECRET)
    for _number in range(200):
        assert masks.belongs(csrf._mask_cipher_secret(SECRET), SECRET)
    assert masks.belongs(SECRET, SECRET)


def test_every_letter_is_drawn():
    drawn = {letter for _number in range(300) for letter in masks.masked(SECRET)[:32]}
    assert drawn == set(csrf.CSRF_ALLOWED_CHARS)


@pytest.mark.parametrize(
    "token",
    ["", "x", SECRET[:-1], SECRET + "a", "a" * 64, "é" * 64, "-" * 64, "字" * 32, SECRET.lower()],
)
def test_what_is_not_of_the_secret_is_not_taken(token):
    assert not masks.belongs(token, SECRET)


@given(st.text(max_size=70))
def test_whatever_is_sent_both_say_the_same(token):
    try:
        csrf._check_token_format(token)
        expected = csrf._does_token_match(token, SECRET)
    except csrf.InvalidTokenFormat:
        expected = False
    assert masks.belongs(token, SECRET) == expected
