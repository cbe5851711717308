"""What looks like a slip in one of the two languages is told with file and line."""

import pytest

from suyang.items.bank import languages, numerals
from tests.items.banks import written
from tests.items.samples import ORDER, all_of_them, item, text


def _said(tmp_path, zh: str, en: str, **more) -> list[str]:
    body = item("one", "ordering", (zh, en), ORDER, **more)
    return [problem.reason for problem in languages.warnings(written(tmp_path, body))]


@pytest.mark.parametrize("body", all_of_them().values(), ids=lambda body: body["format"])
def test_nothing_is_said_of_the_samples(tmp_path, body):
    found = list(languages.warnings(written(tmp_path, body)))
    assert not found


def test_it_is_told_where_it_stands(tmp_path):
    body = item("one", "ordering", ("怎么办？", "What now?"), ORDER)
    body["rationale"] = text("这样做,有道理。", "There is a reason for it.")
    document = written(tmp_path, body)
    (problem,) = languages.warnings(document)
    assert problem.file == "sample-one.yaml"
    lines = document.path.read_text("utf-8").splitlines()
    assert lines[problem.line - 1] == "rationale:"
    assert "half-width" in problem.reason


@pytest.mark.parametrize(
    ("zh", "en", "reason"),
    [
        ("怎么办?", "What now?", "half-width punctuation in Chinese"),
        ("怎么办.", "What now?", "half-width punctuation in Chinese"),
        ("等等...再办", "What now?", "half-width punctuation in Chinese"),
        ('点"同意"吗？', "Do you agree?", "straight quotes in Chinese"),
        ("怎么办？", "What now？", "full-width punctuation in English"),
        ("怎么办？", "What about 微信?", "Chinese characters in English"),
        ("怎么  办？", "What now?", "needless spaces"),
        ("怎么办？", "What now? ", "needless spaces"),
        ("怎么办？", "怎么办？", "the same in both languages"),
        ("What should we do now?", "What should we do now?", "the same in both languages"),
        ("怎么办？", "What is to be done now, and who should be the one to do it?", "the English"),
        (
            "这里写了很多很多话，说了又说，没完没了，英文却只有一句。",
            "This is a short sentence here.",
            "the Chinese",
        ),
        ("有3天，怎么办？", "There are four days; what now?", "3 stands only in zh-Hans"),
        ("有三天，怎么办？", "There are 4 days; what now?", "4 stands only in en"),
    ],
)
def test_a_slip_is_told(tmp_path, zh, en, reason):
    assert any(reason in one for one in _said(tmp_path, zh, en)), _said(tmp_path, zh, en)


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("打开“通知_改(1)”。", "Open “notice_changed(1)”."),
        ("www.baiyang.example", "www.baiyang.example"),
        ("CC BY-NC 4.0", "CC BY-NC 4.0"),
        ("8:30开门，怎么办？", "It opens at 8.30 am. What now?"),
        ('=IF(B2>C2,"订货","")', '=IF(B2>C2,"order","")'),
        ("付1.2万元吗？", "Do you pay 12,000?"),
        ("晚上8点到吗？", "Is it there by 20:00?"),
        ("5月12日到吗？", "Is it there on 12 May?"),
        ("二十三个够吗？", "Are 23 enough?"),
        ("300次够吗？", "Are three hundred times enough?"),
    ],
)
def test_what_is_right_in_both_is_not_told(tmp_path, zh, en):
    assert not _said(tmp_path, zh, en)


def test_two_ways_to_address_somebody_are_told_unless_one_is_quoted(tmp_path):
    assert "您 and 你 are mixed" in _said(
        tmp_path, "您怎么办？", "What now?", rationale=text("你做对了。", "You were right.")
    )
    assert not _said(
        tmp_path, "女儿说：“你等等。”您怎么办？", "“Wait,” says your daughter. What now?"
    )
    assert not _said(tmp_path, "您对网站说：请你们快修。", "You tell them to mend the site.")


def test_straight_and_curly_quotes_are_told_once(tmp_path):
    said = _said(
        tmp_path,
        "点“好”，怎么办？",
        "It says “fine”. What's next?",
        rationale=text("这是对的。", "It's right."),
    )
    assert said == ["straight and curly quotes are mixed in English (2 texts)"]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("三百二十", 320),
        ("十二", 12),
        ("一万五千", 15000),
        ("两", 2),
        ("forty-two", 42),
        ("seventh", 7),
        ("three thousand", 3000),
        ("1.5 million", 1_500_000),
        ("3.5亿", 350_000_000),
        ("12,500", 12500),
        ("September", 9),
        ("8 pm", 20),
        ("half past nine", 30),
    ],
)
def test_numbers_are_read_in_words_too(text, numbers):
    assert numbers in numerals.said(text)
