"""On a phone that goes from hand to hand a copy is a file that the next person can open."""

from __future__ import annotations

from django.urls import reverse


def test_the_page_says_so_before_the_button(participant):
    page = participant.client.get(reverse("my-data"), headers={"Accept-Language": "en"})
    text = page.content.decode()
    said = text.index("The copy is a file and stays on this device.")
    assert said < text.index(reverse("my-data-export"))
    assert 'aria-describedby="copy-stays"' in text


def test_it_is_said_in_chinese_and_in_elder_mode_too(participant):
    participant.client.cookies["suyang_reading"] = "elder=1"
    text = participant.client.get(reverse("my-data"), headers={"Accept-Language": "zh-hans"})
    assert "副本是一个文件，会留在这部手机或电脑上" in text.content.decode()
