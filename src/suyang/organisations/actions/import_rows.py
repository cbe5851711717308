"""The rows of a unit table: what each cell means, and what is wrong with it in words."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.documents.intake import Expected, Row
from suyang.organisations.models import Unit
from suyang.organisations.words import KINDS

COLUMNS = (
    Expected("code", ("代码", "编码", "单位代码", "行政区划代码")),
    Expected("name_zh", ("名称", "中文名称", "单位名称", "name")),
    Expected("name_en", ("英文名称",), required=False),
    Expected("kind", ("类型", "级别", "层级")),
    Expected("parent_code", ("上级代码", "上级", "parent")),
    Expected("valid_from", ("生效日期", "起始日期"), required=False),
)

# What offices write for a kind, in their own words.
_KIND_WORDS: dict[str, str] = {
    **{kind: kind for kind in KINDS},
    "国家": Unit.Kind.NATION,
    "全国": Unit.Kind.NATION,
    "省": Unit.Kind.PROVINCE,
    "省级": Unit.Kind.PROVINCE,
    "自治区": Unit.Kind.PROVINCE,
    "直辖市": Unit.Kind.PROVINCE,
    "市": Unit.Kind.CITY,
    "地级": Unit.Kind.CITY,
    "地级市": Unit.Kind.CITY,
    "县": Unit.Kind.COUNTY,
    "区": Unit.Kind.COUNTY,
    "区县": Unit.Kind.COUNTY,
    "县级": Unit.Kind.COUNTY,
    "县级市": Unit.Kind.COUNTY,
    "镇": Unit.Kind.TOWN,
    "乡": Unit.Kind.TOWN,
    "乡镇": Unit.Kind.TOWN,
    "街道": Unit.Kind.TOWN,
    "村": Unit.Kind.VILLAGE,
    "社区": Unit.Kind.VILLAGE,
    "村社区": Unit.Kind.VILLAGE,
    "单位": Unit.Kind.ORGANISATION,
    "机构": Unit.Kind.ORGANISATION,
    "学校": Unit.Kind.ORGANISATION,
    "企业": Unit.Kind.ORGANISATION,
}
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NAME_LENGTH = 80


@dataclass(frozen=True)
class RowError:
    """Why the table is refused: the row as a spreadsheet counts it, or None for the whole file."""

    row: int | None
    reason: str


@dataclass(frozen=True)
class UnitRow:
    """One row, understood. `parent_code` is empty for what stands right below the top."""

    number: int
    code: str
    name: dict[str, str]
    kind: str
    parent_code: str
    valid_from: dt.date
    dated: bool

    def merged_name(self, before: Mapping[str, str]) -> dict[str, str]:
        """The name with those languages kept that the table says nothing about."""
        return {**before, **self.name}

    def cells(self) -> list[str]:
        """The row in the order of COLUMNS."""
        return [
            self.code,
            self.name["zh-Hans"],
            self.name.get("en", ""),
            self.kind,
            self.parent_code,
            self.valid_from.isoformat() if self.dated else "",
        ]


def read_row(raw: Row) -> tuple[UnitRow | None, list[RowError]]:
    """A row and all that is wrong with it; no row when anything is."""
    values = {column.key: raw.values.get(column.key, "") for column in COLUMNS}
    reasons: list[str] = []
    if not values["code"]:
        reasons.append(_("The code is missing."))
    elif not _CODE.fullmatch(values["code"]):
        reasons.append(
            _("The code “%(code)s” has other signs than letters, digits, “-”, “_”.")
            % {"code": values["code"][:40]}
        )
    if values["parent_code"] and not _CODE.fullmatch(values["parent_code"]):
        reasons.append(_("The code of the unit above has other signs than letters and digits."))
    for key in ("name_zh", "name_en"):
        if len(values[key]) > _NAME_LENGTH or not values[key].isprintable():
            reasons.append(_("The name is longer than 80 characters or has hidden signs."))
    if not values["name_zh"]:
        reasons.append(_("The Chinese name is missing."))
    kind = _kind(values["kind"])
    if kind is None:
        reasons.append(
            _("“%(kind)s” is no kind of unit. Write county, town, village or organisation.")
            % {"kind": values["kind"][:40]}
        )
    day = _day(values["valid_from"])
    if day is None:
        reasons.append(
            _("“%(day)s” is no date. Write it as 2026-03-01.") % {"day": values["valid_from"][:40]}
        )
    if reasons or kind is None or day is None:
        return None, [RowError(raw.number, reason) for reason in reasons]
    name = {"zh-Hans": values["name_zh"]}
    if values["name_en"]:
        name["en"] = values["name_en"]
    dated = bool(values["valid_from"])
    row = UnitRow(raw.number, values["code"], name, kind, values["parent_code"], day, dated)
    return row, []


def _kind(written: str) -> str | None:
    word = unicodedata.normalize("NFKC", written).strip().lower()
    word = re.sub(r"[\s（）()、/]", "", word)
    kind = _KIND_WORDS.get(word)
    return None if kind == Unit.Kind.BODY else kind


def _day(written: str) -> dt.date | None:
    if not written:
        return clock.today()
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", written).strip())
    if found is None:
        return None
    try:
        day = dt.date(*(int(part) for part in found.groups()))
    except ValueError:
        return None
    return day if day.year >= 1900 else None
