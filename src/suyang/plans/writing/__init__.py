"""Plans written in an office: its text, and what a key task is carried out with.

access.py     who sees a draft, who may write in it
wording.py    texts in two languages, the mark by which two who write at once are noticed
numbering.py  一、（一） or 1 / 1.1
bodies.py     lead and joint bodies: units where the name is known, else the name as written
making.py     a new plan, last year's copied
text.py       aspects, tasks, goals: add, change, withdraw
places.py     where they stand, and the numbers that follow
moving.py     one place up or down
personal.py   who made, published or added something, for whoever asks to be erased
views/        the pages; forms.py, urls.py
carrying.py   milestones, risks, documents, indicators, state of a key task
"""
