"""Papers as PDF, written by Typst: tagged (PDF/UA-1), with the document's language and title.

What a paper says reaches Typst as JSON and is set as text; it is never part of the markup.
Decisions: docs/decisions/0004-pdf-by-typst.md, 0005-cjk-font.md.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.model import (
    AnyPaper,
    Block,
    Bullets,
    Cards,
    Figure,
    Page,
    Report,
    Section,
    Sheet,
)
from suyang.foundation.qr import qr_svg

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_FONTS = _HERE / "fonts"
_NO_GLYPH = "\u3013"  # 〓, the printer's sign for a character that the fonts lack
_MOST_REPLACED = 200
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\ufeff]"
)
_LACKING = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
_REGIONS = {"hans": "CN", "cn": "CN", "sg": "SG", "hant": "TW", "tw": "TW", "hk": "HK"}

logger = logging.getLogger(__name__)


def render(paper: AnyPaper, language: str) -> bytes:
    """The paper as a PDF in `language` ("zh-hans", "en", …).

    Raises DocumentError ("not-rendered") when Typst refuses it.
    """
    if isinstance(paper, Report):
        name = "report"
    elif isinstance(paper, Page):
        name = "page"
    elif isinstance(paper, Sheet):
        name = "sheet"
    else:
        name = "cards"
    return render_pdf(name, _as_data(paper), language, created=paper.created)


def render_pdf(
    template_name: str,
    data: Mapping[str, Any],
    language: str,
    *,
    created: datetime | None = None,
) -> bytes:
    """Fill the template `templates/<template_name>.typ` with `data`, which must hold a title.

    Without `created` (aware), the same data gives the same bytes. A character that no font has is
    shown as 〓. Raises DocumentError: "no-template", "no-title", "not-rendered".
    """
    template = _TEMPLATES / f"{template_name}.typ"
    if not re.fullmatch(r"[a-z]+", template_name) or not template.is_file():
        raise DocumentError("no-template", _("There is no such kind of paper."))
    content = _clean({**data, **_language(language), "dated": created is not None})
    if not str(content.get("title", "")).strip():
        raise DocumentError("no-title", _("A document needs a title."))
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    for _attempt in range(_MOST_REPLACED):
        try:
            return typst.compile(
                template,
                root=_TEMPLATES,
                font_paths=_fonts(),
                format="pdf",
                sys_inputs={"data": text},
                pdf_standards=["ua-1"],
                timestamp=created,
            )
        except typst.TypstError as error:
            lacking = _lacking(error)
            if lacking is None:
                logger.exception("Typst refused %s", template_name)
                raise DocumentError(
                    "not-rendered", _("This document could not be written.")
                ) from error
            logger.warning("no font has %s", " ".join(f"U+{ord(c):04X}" for c in lacking))
            content = _replace(content, lacking)
            text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    raise DocumentError("not-rendered", _("This document has too many characters without a font."))


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """The fonts that come with Suyang and, for what they lack, those of the system."""
    return typst.Fonts(include_system_fonts=True, font_paths=[str(_FONTS)])


def _language(language: str) -> dict[str, str | None]:
    first, *rest = language.lower().replace("_", "-").split("-")
    region = next((_REGIONS[part] for part in rest if part in _REGIONS), None)
    if region is None and rest and len(rest[-1]) == 2:
        region = rest[-1].upper()
    return {"lang": first, "region": region}


def _as_data(paper: AnyPaper) -> dict[str, Any]:
    data = asdict(paper)
    del data["created"]
    if isinstance(paper, Report | Page):
        data["sections"] = [_section(section) for section in paper.sections]
    if isinstance(paper, Cards):
        for card in data["cards"]:
            card["picture"] = qr_svg(card.pop("link"), title=card["link_title"])
    return data


def _section(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "blocks": [_block(block) for block in section.blocks],
        "sections": [_section(part) for part in section.sections],
    }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, str):
        return {"kind": "paragraph", "text": block}
    kind = "list" if isinstance(block, Bullets) else type(block).__name__.lower()
    assert kind != "figure" or isinstance(block, Figure)  # noqa: S101
    return {"kind": kind, **asdict(block)}


def _clean(value: Any) -> Any:
    """The same data without characters that no paper can show."""
    if isinstance(value, str):
        return _UNWRITABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {key: _clean(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(part) for part in value]
    return value


def _replace(value: Any, lacking: str) -> Any:
    if isinstance(value, str):
        return value.replace(lacking, _NO_GLYPH)
    if isinstance(value, dict):
        return {key: _replace(part, lacking) for key, part in value.items()}
    if isinstance(value, list):
        return [_replace(part, lacking) for part in value]
    return value


def _lacking(error: typst.TypstError) -> str | None:
    """The text that no font could show, from Typst's message, which writes it as Rust does."""
    found = _LACKING.search(error.message)
    if found is None or found.group(1) == _NO_GLYPH:
        return None
    return _RUST_ESCAPE.sub(
        lambda m: chr(int(m.group(1), 16)) if m.group(1) else m.group(2), found.group(1)
    )
