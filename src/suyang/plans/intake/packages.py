"""Office files opened with limits: what would burst, reaches outside, or is of another kind is
refused with a sentence that says what to do."""

from __future__ import annotations

import io
import zipfile

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from suyang.foundation.documents.errors import DocumentError
from suyang.foundation.documents.intake import OLD_OFFICE, ZIP

LARGEST = 5_000_000
MOST_UNPACKED = 60_000_000
MOST_PARTS = 1_000
# A part that shrinks a thousandfold is no text that somebody wrote.
MOST_SHRUNK = 1_000


def check(data: bytes, part: str) -> None:
    """Raise DocumentError unless `data` is a package that holds `part` and is safe to unpack.

    Codes: "too-large", "wrong-kind", "broken". A zip's sizes can lie, but zipfile never unpacks
    more of a part than its stated size."""
    if len(data) > LARGEST:
        raise DocumentError(
            "too-large",
            format_lazy(
                _(
                    "The file is larger than {limit} MB. Nothing was changed. Take out pictures "
                    "and appendices, or paste the text."
                ),
                limit=LARGEST // 1_000_000,
            ),
        )
    if data.startswith(OLD_OFFICE):
        raise DocumentError(
            "wrong-kind",
            _(
                "This is an old Office file (.doc or .xls), or it has a password. Nothing was "
                "changed. Open it, save it as .docx or .xlsx without a password, and send that; or "
                "paste the text."
            ),
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            if part not in package.namelist():
                raise DocumentError(
                    "wrong-kind",
                    _(
                        "This is a packed file, but no Word or Excel document. Nothing was "
                        "changed. Send a .docx or .xlsx, or paste the text."
                    ),
                )
            total = sum(one.file_size for one in parts)
            if len(parts) > MOST_PARTS or total > MOST_UNPACKED or any(map(_bursts, parts)):
                raise DocumentError(
                    "too-large",
                    _(
                        "Unpacked, this file would be far too large. Nothing was changed. Paste "
                        "the text instead."
                    ),
                )
            for one in parts:
                is_xml = one.filename.endswith((".xml", ".rels"))
                if is_xml and b"<!DOCTYPE" in package.read(one).replace(b"\x00", b""):
                    raise DocumentError(
                        "wrong-kind",
                        _(
                            "This file holds parts that no Word or Excel document has. Nothing was "
                            "changed. Open it, save it again as .docx or .xlsx, and send that."
                        ),
                    )
    except DocumentError:
        raise
    except Exception as error:  # zipfile lets many kinds through for damaged files
        raise damaged() if data.startswith(ZIP) else _other_kind() from error


def damaged() -> DocumentError:
    return DocumentError(
        "broken",
        _(
            "This file is damaged. Nothing was changed. Open it, save it again and send the new "
            "file; or paste the text."
        ),
    )


def too_long() -> DocumentError:
    return DocumentError(
        "too-long",
        _(
            "This is longer than a plan can be: more than 200,000 characters. Nothing was changed. "
            "Send the plan without its appendices, or paste its main part."
        ),
    )


def too_many_rows() -> DocumentError:
    return DocumentError(
        "too-long",
        _(
            "The tables have more than 2,000 rows. Nothing was changed. Send the table of the "
            "plan alone."
        ),
    )


def _other_kind() -> DocumentError:
    return DocumentError(
        "wrong-kind",
        _(
            "This is no Word or Excel document, whatever its name says. Nothing was changed. Send "
            "a .docx or .xlsx, or paste the text."
        ),
    )


def _bursts(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 1_000_000 and part.file_size > MOST_SHRUNK * max(part.compress_size, 1)
