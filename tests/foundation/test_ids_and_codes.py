from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from suyang.foundation import ids


def test_identifiers_are_version_7_and_in_order_of_time():
    made = [ids.uuid7() for _ in range(1000)]
    assert all(one.version == 7 and one.variant == uuid.RFC_4122 for one in made)
    assert [one.int >> 80 for one in made] == sorted(one.int >> 80 for one in made)
    assert len(set(made)) == 1000


def test_codes_have_no_characters_that_are_easily_confused():
    assert not set(ids.CODE_ALPHABET) & set("01ILOU")


@given(st.text(ids.CODE_ALPHABET, min_size=1, max_size=12))
def test_a_code_is_read_as_it_was_shown(code):
    assert ids.read_code(ids.show_code(code)) == code
    assert ids.read_code(f" {ids.show_code(code).lower()} ") == code


@given(st.text(max_size=40))
def test_anything_typed_is_read_without_an_error(typed):
    assert ids.read_code(typed).isalnum() or ids.read_code(typed) == ""


def test_digests_depend_on_purpose_and_value():
    digests = {ids.keyed_digest(p, v) for p in ("a", "b") for v in ("x", "y")}
    assert len(digests) == 4
    assert ids.keyed_digest("a", "x") == ids.keyed_digest("a", "x")


def test_ids_of_one_process_rise_also_within_a_millisecond():
    made = [ids.uuid7() for _number in range(20_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {uuid.RFC_4122}
