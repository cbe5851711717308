"""iCalendar as RFC 5545 has it: folded at 75 bytes, escaped, the same ids again."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suyang.interchange import icalendar
from suyang.interchange.icalendar import Event

AT = dt.datetime(2026, 11, 5, 8, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
DAY = dt.date(2026, 12, 31)


def lines(*events, name="Plans"):
    """Unfolded, as a program reads them."""
    written = icalendar.write(events, name, AT)
    assert written.endswith(b"END:VCALENDAR\r\n")
    return written.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def unescaped(value):
    made, rest = "", iter(value)
    for one in rest:
        if one == "\\":
            following = next(rest)
            made += "\n" if following in "nN" else following
        else:
            made += one
    return made


def test_a_milestone_is_a_whole_day():
    found = lines(
        Event("m-1@suyang", DAY, "选定讲师", "培训", "https://x.cn/a?b=1,2;3", ("甲,乙",))
    )
    assert found == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Suyang//Suyang//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Plans",
        "BEGIN:VEVENT",
        "UID:m-1@suyang",
        "DTSTAMP:20261105T003000Z",
        "DTSTART;VALUE=DATE:20261231",
        "SUMMARY:选定讲师",
        "DESCRIPTION:培训",
        "URL:https://x.cn/a?b=1,2;3",
        "CATEGORIES:甲\\,乙",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_nothing_said_begins_a_line_of_its_own():
    said = "One; two, three\\four\r\nEND:VEVENT\rX\x00\x0b\x85\ud800"
    found = lines(Event("u", DAY, said, address="https://x/\r\nBEGIN:VALARM"))
    assert found.count("END:VEVENT") == 1
    assert "BEGIN:VALARM" not in found
    (summary,) = [one for one in found if one.startswith("SUMMARY:")]
    assert summary == "SUMMARY:One\\; two\\, three\\\\four\\nEND:VEVENT\\nX\x85"


@given(st.text(max_size=300), st.text(max_size=80))
def test_lines_are_short_and_whatever_is_said_is_read_again(said, name):
    written = icalendar.write([Event("u", DAY, said)], name, AT)
    for line in written.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    (summary,) = [
        one[8:]
        for one in written.replace(b"\r\n ", b"").decode().split("\r\n")
        if one.startswith("SUMMARY:")
    ]
    plain = said.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(
        one
        for one in plain
        if one in "\n\t" or (ord(one) >= 0x20 and one != "\x7f" and not 0xD800 <= ord(one) < 0xE000)
    )
    assert unescaped(summary) == kept


def test_a_moment_says_where_it_is():
    with pytest.raises(ValueError, match="time zone"):
        icalendar.write([], "x", dt.datetime(2026, 1, 1))
