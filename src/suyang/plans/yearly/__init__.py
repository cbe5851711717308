"""The year's report of a unit on a plan: built once, shown as a page, DOCX and PDF.

queries.py    what there is: tasks, figures, targets, goals, reports, follow-ups
noting.py     the numbered note of each figure: source, unit, period, method, address
building.py   both, in words of one language, as parts with tables (`model.py`)
docx.py, paper.py   the same parts as files
"""
