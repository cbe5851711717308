"""Build the Chinese fonts that Suyang's PDF documents carry, from Debian's Noto Sans CJK.

    apt-get install fonts-noto-cjk unicode-data
    python scripts/subset_font.py            # writes src/suyang/foundation/documents/fonts/
    python scripts/subset_font.py --check    # compares the committed fonts

The characters: GB 2312 levels 1 and 2 (from Python's codec); the 8105 characters of the Table of
General Standard Chinese Characters 通用规范汉字表, 2013 (kTGH in Unicode's Unihan database,
Debian package unicode-data); the 5401 frequent traditional characters of Big5 level 1, which names
and quotations still bring; and the Latin, Greek, Cyrillic, kana and signs that papers use.
Characters outside them come from a font of the system.

The subset is renamed "Suyang Sans SC", so that it never competes with an installed Noto of another
extent. Run time: about half a minute. The result does not depend on the date. Decision:
docs/decisions/0005-cjk-font.md.
"""

from __future__ import annotations

import argparse
import bz2
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto")
UNIHAN = Path("/usr/share/unicode/Unihan_OtherMappings.txt.bz2")
TARGET = Path(__file__).resolve().parent.parent / "src/suyang/foundation/documents/fonts"
WEIGHTS = ("Regular", "Bold")
FAMILY = "Suyang Sans SC"
LARGEST = 3_000_000
FEATURES = ["ccmp", "kern", "mark", "pwid"]
LATIN_AND_SIGNS = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x024F),  # Latin-1, Extended-A and -B (pinyin)
    (0x0251, 0x0261),  # ɑ ɡ
    (0x02B0, 0x036F),  # modifiers and combining marks
    (0x0370, 0x045F),  # Greek, Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional
    (0x2000, 0x23FF),  # punctuation, currency, letterlike, numbers, arrows, mathematics
    (0x2460, 0x27BF),  # enclosed numbers, boxes, shapes, dingbats
    (0x3000, 0x30FF),  # CJK punctuation, kana
    (0x3100, 0x312F),  # bopomofo
    (0x3200, 0x33FF),  # enclosed and squared CJK
    (0xFE30, 0xFE4F),  # CJK compatibility forms
    (0xFF00, 0xFFEF),  # full-width forms
)


def main() -> int:
    """Build or check both weights. Returns 0, or 1 when a check fails."""
    parser = argparse.ArgumentParser(description="Build the fonts that PDF documents carry.")
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check: bool = parser.parse_args().check
    wanted = wanted_characters()
    failed = False
    for weight in WEIGHTS:
        path = TARGET / f"SuyangSansSC-{weight}.otf"
        source = open_source(weight)
        available = wanted & set(source.getBestCmap())
        if check:
            held = set(TTFont(path).getBestCmap()) if path.exists() else set()
            absent = available - held
            failed = failed or bool(absent)
            print(f"{path.name}: holds {len(held)} characters, lacks {len(absent)}")
            continue
        write_subset(source, available, weight, path)
        size = path.stat().st_size
        failed = failed or size > LARGEST
        print(f"{path.name}: {len(available)} characters, {size:,} bytes")
    return int(failed)


def wanted_characters() -> set[int]:
    """The code points to keep, where the source has them."""
    wanted = set(double_byte("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)))
    wanted.update(general_standard())
    trail = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    wanted.update(double_byte("big5", range(0xA4, 0xC7), trail))
    for first, last in LATIN_AND_SIGNS:
        wanted.update(range(first, last + 1))
    return wanted


def double_byte(codec: str, lead: range, trail: range | list[int]) -> Iterator[int]:
    """Every code point that `codec` encodes in two bytes of these ranges."""
    for first in lead:
        for second in trail:
            try:
                yield ord(bytes((first, second)).decode(codec))
            except UnicodeDecodeError:
                continue


def general_standard() -> set[int]:
    """The Table of General Standard Chinese Characters, from Unihan's kTGH."""
    with bz2.open(UNIHAN, "rt", encoding="utf-8") as lines:
        found = {int(m[1], 16) for line in lines if (m := re.match(r"U\+(\w+)\tkTGH\t", line))}
    if len(found) != 8105:
        raise SystemExit(f"{UNIHAN} names {len(found)} characters of the table, not 8105")
    return found


def open_source(weight: str) -> TTFont:
    """The simplified Chinese face of Debian's collection."""
    collection = TTCollection(str(SOURCE / f"NotoSansCJK-{weight}.ttc"))
    for font in collection.fonts:
        if font["name"].getDebugName(6) == f"NotoSansCJKsc-{weight}":
            return font
    raise SystemExit(f"no Noto Sans CJK SC {weight} in {SOURCE}")


def write_subset(font: TTFont, characters: set[int], weight: str, path: Path) -> None:
    """Cut `font` down to `characters`, rename it and write it to `path`."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    options.hinting = False
    options.desubroutinize = False
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)
    rename(font, weight)
    font.recalcTimestamp = False
    path.parent.mkdir(parents=True, exist_ok=True)
    font.save(str(path))


def rename(font: TTFont, weight: str) -> None:
    """Give the subset its own family name, in the name table and in CFF; authorship and licence
    stay.
    """
    postscript = f"SuyangSansSC-{weight}"
    given = {1: FAMILY, 2: weight, 3: f"2.004;{postscript}", 4: f"{FAMILY} {weight}", 6: postscript}
    names = font["name"]
    for name_id, text in given.items():
        names.setName(text, name_id, 3, 1, 0x409)
    names.names = [n for n in names.names if n.platformID == 3 and n.nameID not in (16, 17)]
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    top = cff.topDictIndex[0]
    top.FullName = f"{FAMILY} {weight}"
    top.FamilyName = FAMILY


if __name__ == "__main__":
    sys.exit(main())
