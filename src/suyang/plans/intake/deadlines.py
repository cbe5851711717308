"""Days and numbers in sentences: what is to be done by when, and what looks like a target.

A deadline becomes a milestone of the draft; a number is only offered.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from itertools import pairwise

from suyang.plans.intake.draft import DraftMilestone, Offer
from suyang.plans.intake.marks import value_of

_YEAR = r"(?:(?P<year>(?:20)?\d{2})年|(?P<this>今年|本年度?|当年)|(?P<next>明年))?"
_C = "一二三四五六七八九十"
_PATTERNS = (
    re.compile(
        rf"{_YEAR}(?P<month>1[0-2]|0?[1-9])月(?P<day>[12]\d|3[01]|0?[1-9])[日号](?:之?以?前|止)"
    ),
    re.compile(
        r"(?P<year>20\d{2})[-/.](?P<month>1[0-2]|0?[1-9])[-/.](?P<day>[12]\d|3[01]|0?[1-9])"
    ),
    re.compile(
        rf"{_YEAR}(?P<month>1[0-2]|0?[1-9])月(?:份)?(?:底|末|中旬|上旬|下旬)?(?:之?以?前|底|末|完成)"
    ),
    re.compile(rf"{_YEAR}第?(?P<quarter>[{_C[:4]}1-4])季度(?:末|底|结束)?(?:之?以?前|内)?"),
    re.compile(rf"{_YEAR}(?P<half>上半年|下半年)(?:末|底)?(?:之?以?前|内)?"),
    re.compile(
        r"(?:(?P<year>20\d{2})年|(?P<this>今年|本年度?|当年)|(?P<next>明年)|(?<!\d)年)(?:底|末|终)(?:之?以?前)?"
    ),
    re.compile(r"by (?:the )?end of (?P<enyear>20\d{2})", re.I),
    re.compile(
        r"by (?:(?:the )?end of )?(?P<enmonth>January|February|March|April|May|June|July|August|"
        r"September|October|November|December)(?: (?P<enyear2>20\d{2}))?",
        re.I,
    ),
)
_FOUR_DIGITS = re.compile(r"[0-9]{4}(?!\d)")
_MONTHS = [name.lower() for name in calendar.month_name]
_CLAUSES = re.compile(r"(?<=[。；;！!\n])|(?<=\.)(?=\s)")
_ALL_YEAR = re.compile(r"全年|持续|长期|常态化|每季度|每月|每半年")
_SCALE = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100}
_NUMBER = re.compile(
    r"(?P<words>不少于|不低于|不超过|不高于|控制在|超过|达到|达|至少|力争达到|提高到|提升到|提升至|提高至|保持在|"
    r"新增|新建|建成|建设|培训|举办|开展|组织|完成|培育|打造|覆盖|推出|开发|认定|评选|帮助|服务)?"
    r"[^，。；;、\d%％]{0,14}?"
    r"(?P<number>\d+(?:[,，]\d{3})*(?:\.\d+)?)\s*(?P<scale>[万亿千百])?\s*"
    r"(?P<unit>%|％|个百分点|人次|人|名|户|万元|亿元|元|场次|场|次|个|家|所|项|门|套|期|节|处|台|件|条|部|村|册|支|份)"
    r"(?P<after>以上|以内|以下|左右|余)?"
)
_AT_MOST = ("不超过", "不高于", "控制在", "以内", "以下")
# Numbers that say a date, a rank or a size of something that is not aimed at.
_NOT_AIMED = re.compile(r"第\s*$|[一-龥]*(?:周|星期)\s*$")
_AIMS = re.compile(
    r"不少于|不低于|不超过|不高于|控制在|超过|达到|达|至少|提高到|提升到|提升至|提高至|保持在|新增|新建|建成|建设|培训|举办|"
    r"开展|组织|完成|培育|打造|覆盖|推出|开发|认定|评选|帮助|服务|以上|以内|以下"
)


def milestones(text: str, year: int | None) -> list[DraftMilestone]:
    """What the sentences of a text want done by when, in their order; each day's clause once."""
    found: list[DraftMilestone] = []
    for clause in _CLAUSES.split(text):
        named = days(clause, year)
        for due, span in named:
            said = clause if len(named) == 1 else _piece(clause, span)
            title = said.strip().rstrip("。；;.，, ")[:200]
            if title and all((one.due, one.title) != (due, title) for one in found):
                found.append(DraftMilestone(due, title))
    return found


def _piece(clause: str, span: tuple[int, int]) -> str:
    """Of a sentence with several days, the piece between commas that this one stands in; a day
    alone takes the next piece along."""
    cuts = [0, *(found.end() for found in re.finditer(r"[，,]", clause)), len(clause)]
    for start, end in pairwise(cuts):
        if start <= span[0] < end:
            if end - span[1] <= 1:
                end = next((cut for cut in cuts if cut > end), end)
            return clause[start:end]
    return clause


def days(text: str, year: int | None) -> list[tuple[dt.date, tuple[int, int]]]:
    """The last days of what is named, with their places. Without a year, `year` is meant; where
    there is none, nothing is found."""
    plain = _plain(text)
    found: list[tuple[dt.date, tuple[int, int]]] = []
    for pattern in _PATTERNS:
        for one in pattern.finditer(plain):
            span = one.span()
            if any(span[0] < end and start < span[1] for _day, (start, end) in found):
                continue
            day = _day_of(one, year)
            if day is not None:
                found.append((day, span))
    return sorted(found, key=lambda pair: pair[1])


def one_day(text: str, year: int | None) -> dt.date | None:
    """The day of a cell such as 2026-06-30, 6月底, 2026年6月, 年底, 三季度."""
    plain = _plain(text).strip()
    found = days(plain, year) or days(plain + "前", year) or days(plain + "底前", year)
    if found:
        return found[-1][0]
    bare = re.fullmatch(r"(20\d{2})[-/.年](1[0-2]|0?[1-9])月?", plain)
    if bare:
        return _last(int(bare[1]), int(bare[2]))
    whole = re.fullmatch(r"(20\d{2})年?(?:全年|度)?", plain)
    return dt.date(int(whole[1]), 12, 31) if whole else None


def plan_year(written: str) -> int | None:
    """The year that a text begins with, as 2026 or 2026年; None for one that no plan has."""
    found = _FOUR_DIGITS.match(_plain(written))
    year = int(found[0]) if found else 0
    return year if 2000 <= year <= 2100 else None


def goes_on(text: str) -> bool:
    """Whether a time is no day: all year, going on, every month."""
    return bool(_ALL_YEAR.search(text))


def offers(text: str) -> list[Offer]:
    """Numbers that look like targets: 达到60%以上, 培训1万人次, 不少于200场."""
    found: list[Offer] = []
    for clause in re.split(r"(?<=[，,。；;\n、])", text):
        plain = _plain(clause)
        for one in _NUMBER.finditer(plain):
            piece = plain[one.start() : one.end()]
            if _NOT_AIMED.search(plain[: one.start("number")]):
                continue
            unit = one["unit"].replace("％", "%")
            if not _AIMS.search(piece) and unit != "%":
                continue
            value = float(re.sub(r"[,，]", "", one["number"])) * _SCALE.get(one["scale"] or "", 1)
            kind, unit, value = _kind(unit, value)
            at_most = any(word in piece for word in _AT_MOST)
            offer = Offer(kind, value, unit, not at_most, clause.strip().strip("，,。；;、")[:200])
            if all((o.value, o.unit, o.clause) != (value, unit, offer.clause) for o in found):
                found.append(offer)
    return found


def _kind(unit: str, value: float) -> tuple[str, str, float]:
    if unit == "%" or unit == "个百分点":
        return "rate", unit, value
    if unit == "人次":
        return "attendances", unit, value
    if unit in ("人", "名"):
        return "people", "人", value
    if unit in ("元", "万元", "亿元"):
        return "money", "元", value * {"元": 1, "万元": 1e4, "亿元": 1e8}[unit]
    return "things", unit, value


def _day_of(one: re.Match[str], year: int | None) -> dt.date | None:
    named = one.groupdict()
    if named.get("enyear"):
        return dt.date(int(named["enyear"]), 12, 31)
    if named.get("enmonth"):
        in_year = int(named["enyear2"]) if named.get("enyear2") else year
        if in_year is None:
            return None
        return _last(in_year, _MONTHS.index(named["enmonth"].lower()))
    if named.get("year"):
        digits = int(named["year"])
        in_year = digits if digits > 100 else 2000 + digits
    elif year is None:
        return None
    else:
        in_year = year + 1 if named.get("next") else year
    if named.get("day"):
        try:
            return dt.date(in_year, int(named["month"]), int(named["day"]))
        except ValueError:
            return None
    if named.get("month"):
        return _in_month(in_year, int(named["month"]), one.group())
    if named.get("quarter"):
        quarter = value_of(named["quarter"]) or 1
        return _last(in_year, quarter * 3)
    if named.get("half"):
        return _last(in_year, 6 if named["half"] == "上半年" else 12)
    return dt.date(in_year, 12, 31)


def _in_month(year: int, month: int, said: str) -> dt.date:
    if "上旬" in said:
        return dt.date(year, month, 10)
    if "中旬" in said:
        return dt.date(year, month, 20)
    # “6月前” is before June begins to some and by its end to others: its end, as in “6月底前”, is
    # what most mean, and the preview shows the day.
    return _last(year, month)


def _last(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _plain(text: str) -> str:
    """Full-width digits as narrow ones, one letter for one letter."""
    return "".join(
        unicodedata.normalize("NFKC", sign) if sign in "０１２３４５６７８９／－．" else sign
        for sign in text
    )
