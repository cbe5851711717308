"""Texts of the interface: which words each room says, and which its catalogue does not yet have.

    python scripts/texts.py            list what is missing or left over, by room; exit 1 if any
    python scripts/texts.py --add      put missing words, untranslated, into the catalogues
    python scripts/texts.py --compile  make the .mo files that the program reads

Words are found with Babel in Python and with Django's own lexer in templates; GNU gettext is not
needed. A catalogue is src/suyang/<room>/locale/zh_Hans/LC_MESSAGES/django.po.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "suyang"
LANGUAGE = "zh_Hans"
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
Message = tuple[str | tuple[str, str], str | None]


def rooms() -> list[Path]:
    return [path for path in sorted(SOURCE.iterdir()) if (path / "apps.py").exists()]


def catalogue_path(room: Path) -> Path:
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def said(room: Path) -> dict[Message, list[str]]:
    """Every message of a room, with the places that say it."""
    found: dict[Message, list[str]] = {}
    for path in sorted(room.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        with path.open("rb") as file:
            for line, message, _comments, context in extract("python", file, keywords=KEYWORDS):
                found.setdefault((_hashable(message), context), []).append(_place(path, line))
    for path in sorted(room.rglob("templates/**/*.*")):
        if path.suffix in (".html", ".txt"):
            for line, message, context in _in_template(path.read_text("utf-8")):
                found.setdefault((message, context), []).append(_place(path, line))
    return found


def _hashable(message: object) -> str | tuple[str, str]:
    return tuple(message) if isinstance(message, (list, tuple)) else str(message)  # type: ignore[return-value]


def _place(path: Path, line: int) -> str:
    return f"{path.relative_to(SOURCE)}:{line}"


def _in_template(text: str) -> Iterator[tuple[int, str | tuple[str, str], str | None]]:
    """The words of {% translate %}, {% blocktranslate %} and _("…") in a template."""
    import re

    from django.template.base import Lexer, TokenType
    from django.utils.text import smart_split
    from django.utils.translation import trim_whitespace

    block: list[str] | None = None
    plural: list[str] | None = None
    start, trimmed, context = 0, False, None
    for token in Lexer(text).tokenize():
        body = token.contents
        if block is not None:
            target = block if plural is None else plural
            if token.token_type == TokenType.BLOCK and body.startswith("endblock"):
                words = ["".join(block)] + ([] if plural is None else ["".join(plural)])
                if trimmed:
                    words = [trim_whitespace(word) for word in words]
                yield start, words[0] if len(words) == 1 else (words[0], words[1]), context
                block = plural = None
            elif token.token_type == TokenType.BLOCK and body == "plural":
                plural = []
            elif token.token_type == TokenType.VAR:
                target.append(f"%({body})s")
            elif token.token_type == TokenType.TEXT:
                target.append(body.replace("%", "%%"))
            continue
        if token.token_type == TokenType.BLOCK:
            parts = list(smart_split(body))
            if parts[0] in ("blocktranslate", "blocktrans"):
                block, plural, start = [], None, token.lineno or 0
                trimmed = "trimmed" in parts
                context = _unquoted(parts, "context")
                continue
            if parts[0] in ("translate", "trans") and parts[1][0] in "\"'":
                word = (
                    parts[1].split("|")[0][1:-1]
                    if "|" not in parts[1]
                    else parts[1][1:].split(parts[1][0])[0]
                )
                yield token.lineno or 0, word.replace("%", "%%"), _unquoted(parts, "context")
                continue
        if token.token_type in (TokenType.BLOCK, TokenType.VAR):
            for _quote, word in re.findall(r"_\(([\"'])(.*?)\1\)", body):
                yield token.lineno or 0, word, None


def _unquoted(parts: list[str], name: str) -> str | None:
    return parts[parts.index(name) + 1][1:-1] if name in parts else None


def read(room: Path) -> Catalog:
    path = catalogue_path(room)
    if not path.exists():
        return Catalog(locale=LANGUAGE, project="Suyang")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def missing(room: Path, catalogue: Catalog) -> list[tuple[Message, str]]:
    found = []
    for (message, context), places in said(room).items():
        first = message if isinstance(message, str) else message[0]
        if not first:
            continue
        entry = catalogue.get(first, context)
        translated = entry is not None and bool(entry.string) and not entry.fuzzy
        if translated and isinstance(entry.string, tuple):
            translated = all(entry.string)
        if not translated:
            found.append(((message, context), places[0]))
    return found


def add(room: Path) -> None:
    catalogue = read(room)
    for (message, context), _place_said in missing(room, catalogue):
        catalogue.add(message, context=context)
    path = catalogue_path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, omit_header=False, sort_output=True, width=100)


def compile_all() -> int:
    count = 0
    for room in rooms():
        path = catalogue_path(room)
        if not path.exists():
            continue
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with target.open("wb") as file:
            write_mo(file, read(room))
        count += 1
    return count


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--add", action="store_true", help="add missing words to the catalogues")
    parser.add_argument("--compile", action="store_true", help="make the .mo files")
    parser.add_argument("rooms", nargs="*", help="only these rooms")
    arguments = parser.parse_args()
    if arguments.compile:
        compile_all()
        return 0
    gaps = 0
    for room in rooms():
        if arguments.rooms and room.name not in arguments.rooms:
            continue
        if arguments.add:
            add(room)
        for (message, _context), place in missing(room, read(room)):
            gaps += 1
            print(f"{place}: not in Chinese: {message!r}")
    print(f"{gaps} texts are missing in Chinese.")
    return 1 if gaps and not arguments.add else 0


if __name__ == "__main__":
    sys.exit(main())
