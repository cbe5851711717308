"""What a finished check shows, from its stored report, in the reader's language.

words.py     bands, ranges, levels, borrowed shares in words
parts.py     overall, areas and competences with all that is said of each
pictures.py  the charts, with their numbers as tables
follow.py    a few more questions where answers surprise, and what later ones gave
page.py      all that the result page shows
document.py  the profile as JSON
paper.py     the profile as PDF
views.py     the pages
"""

from suyang.assessment.results.wording import Names, words

__all__ = ["Names", "words"]
