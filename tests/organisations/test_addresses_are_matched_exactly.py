"""Return addresses and origins of other sites: what fits, and what only looks like it."""

from __future__ import annotations

import pytest

from suyang.foundation.permissions import Refused
from suyang.organisations.addresses import clean_origins, clean_returns, is_registered


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("https://a.example/learn", True),
        ("https://a.example/learn/", True),
        ("https://a.example/learn/done?x=1", True),
        ("https://A.example/learn/done", True),
        ("https://a.example:443/learn", True),
        ("https://a.example/learn?x=../../", True),
        ("https://a.example/learner", False),
        ("https://a.example/Learn", False),
        ("https://a.example/", False),
        ("https://a.example/learn;/../x", False),
        ("https://a.example/learn/./x", False),
        ("https://a.example.b.example/learn", False),
        ("https://b.a.example/learn", False),
        ("https://a.example:8443/learn", False),
        ("http://a.example/learn", False),
        ("https://a%2eexample/learn", False),
        ("https://a.example:99999/learn", False),
        ("https:/a.example/learn", False),
        ("https:a.example/learn", False),
        ("https:///a.example/learn", False),
    ],
)
def test_a_return_address(address, fits):
    assert is_registered(address, ["https://a.example/learn"]) is fits


def test_a_whole_site_and_the_own_machine():
    assert is_registered("https://a.example", ["https://a.example/"])
    assert is_registered("http://localhost:3000/x", ["http://localhost:3000/"])
    assert not is_registered("http://localhost:3001/x", ["http://localhost:3000/"])


@pytest.mark.parametrize(
    "typed",
    ["a.example", "https://a.example/x?y", "https://u@a.example/", "http://a.example/", "*",
     "https://*/", "https://a.example/x/../", "https://a.example/#x", "https://", "null"],
)  # fmt: skip
def test_what_cannot_be_registered(typed):
    with pytest.raises(Refused):
        clean_returns([typed])
    with pytest.raises(Refused):
        clean_origins([typed])


def test_origins_are_kept_as_browsers_send_them():
    assert clean_origins(["https://A.example/"]) == ["https://a.example"]
    with pytest.raises(Refused):
        clean_origins(["https://a.example/learn"])
    with pytest.raises(Refused):
        clean_returns([f"https://a{n}.example/" for n in range(11)])
