"""A year's report as PDF: tagged, for reading and printing."""

from __future__ import annotations

from suyang.foundation.documents import model
from suyang.foundation.documents.pdf import render
from suyang.plans.yearly.model import Block, Listed, Said, Year

MEDIA_TYPE = "application/pdf"


def write(year: Year) -> bytes:
    """Raises DocumentError."""
    return render(report(year), "zh-hans" if year.language == "zh-Hans" else year.language)


def report(year: Year) -> model.Report:
    notes = tuple(f"{one.text}\n{one.address}" for one in year.notes)
    sections = [
        model.Section(part.heading, tuple(_block(one) for one in part.blocks))
        for part in year.parts
    ]
    if notes:
        # Numbered by their place, as the numbers in brackets say.
        listed = model.Bullets(notes, numbered=True)
        sections.append(model.Section(year.notes_heading, (listed,)))
    return model.Report(
        title=year.title,
        subtitle=year.subtitle,
        as_of=year.as_of,
        footer=f"{year.subtitle} · {year.title}",
        demonstration=year.demonstration,
        sections=tuple(sections),
    )


def _block(block: Block) -> model.Block:
    if isinstance(block, Said):
        return str(block)
    if isinstance(block, Listed):
        return model.Bullets(tuple(str(one) for one in block.items))
    rows = tuple(tuple(str(cell) for cell in row) for row in block.rows)
    return model.Table(block.caption, block.headings, rows, block.numeric)
