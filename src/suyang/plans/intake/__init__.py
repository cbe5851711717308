"""Plans of other hands, read into a `Draft` that is shown before anything is written.

draft.py      what was understood: aspects, tasks, bodies, milestones, numbers, and every line
marks.py      numbers at the beginning of a line: 一、 （一） 1. 1.1 （1） ①
said.py       who is responsible: in brackets, or in a last sentence
deadlines.py  days and numbers in sentences: milestones, and what looks like a target
outline.py    lines → a tree, by their numbers and heading styles
headings.py   a heading, and what follows it on the same line
prose.py      the tree of a pasted text → Draft
grids.py      tables with columns such as 序号 任务 牵头单位 完成时限 → Draft
packages.py   DOCX and XLSX opened with limits: bombs, entities, old kinds refused
docx.py       DOCX → paragraphs with their numbers, and tables
reading.py    a file, whatever its name says → Draft
actions.py    a confirmed Draft → a plan
"""
