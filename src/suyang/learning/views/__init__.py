"""Pages of learning, by who uses them.

programmes.py  a programme to read, its script to print
groups.py      the trainer's groups
people.py      the people in a group: add, new code, who was there
papers.py      sign-in sheet and cards
transfer.py    a group as a package, out and in
joining.py     join a group by its code
mine.py        the participant's way
handing.py     hand the phone to the next person
"""
