"""The year's report of a unit on a plan: built once, shown as a page, DOCX and PDF.

queries.py    what there is: tasks, figures, targets, goals, reports, follow-ups
texts.py      what the office writes itself; proposing.py: sentences from figures for it
noting.py     the numbered note of each figure: source, unit, period, method, address
building.py   all of it, in words of one language, as parts with tables (`model.py`)
docx.py, paper.py   the same parts as files
actions.py    making it, and having a file made in the background; keeping.py: the files, who reads
"""
