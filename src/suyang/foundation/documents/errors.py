"""What can go wrong with a document, in words for the person who sent it."""

from __future__ import annotations

from django.utils.functional import Promise


class DocumentError(ValueError):
    """A document that cannot be read or written.

    code     a stable word for programs ("missing-columns")
    message  for people, translated when it is shown
    row      the row as a spreadsheet counts it, headings included, from 1
    column   the column's heading, or its letter where it has none
    """

    def __init__(
        self,
        code: str,
        message: str | Promise,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.row = row
        self.column = column

    def __str__(self) -> str:
        return str(self.message)
