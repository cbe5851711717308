"""Pictures as evidence: a made-up sign-in sheet, which says in large letters that it is made up."""

from __future__ import annotations

import json
from pathlib import Path

from suyang.foundation.documents import pdf

_PAGE = """
#set page(width: 120mm, height: 90mm, margin: 8mm, fill: rgb("#fbf7ee"))
#set text(font: "Suyang Sans SC", size: 9pt, lang: "zh")
#let said = json(bytes(sys.inputs.at("said")))
#align(center)[#text(size: 20pt, weight: "bold", fill: rgb("#9b1c1c"))[#said.label]]
#v(2mm)
#text(size: 11pt, weight: "bold")[#said.title] #h(1fr) #said.period
#v(2mm)
#table(columns: (1fr, 3fr, 3fr), inset: 5pt,
  ..said.rows.map(row => (row.at(0), row.at(1), row.at(2))).flatten())
"""


def sign_in_sheet(label: str, title: str, period: str, names: list[str]) -> bytes:
    """A PNG of a sheet with made-up names and ticks; `label` stands above everything."""
    import typst

    rows = [["", "姓名", "签到"]]
    rows += [[str(place), name, "✓"] for place, name in enumerate(names, start=1)]
    said = {"label": label, "title": title, "period": period, "rows": rows}
    made = typst.compile(
        _PAGE.encode(),
        format="png",
        ppi=72,
        font_paths=typst.Fonts(
            include_system_fonts=False, font_paths=[Path(pdf.__file__).parent / "fonts"]
        ),
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
    )
    if not isinstance(made, bytes):
        raise RuntimeError("the sheet has more than one page")
    return made
