"""A plan's edition as a document: DOCX, XLSX, PDF.

lines.py   what a document of a plan says, in order, in one language or both
docx.py    Word, with its styles and a table of contents
word.py    what Word documents share
tables.py  XLSX
paper.py   PDF
"""
