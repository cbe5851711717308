"""A person's checks over the years.

evidence.py  many checks as one timeline: what is known of a person at any time
change.py    what changed since an earlier check, with how sure that is
page.py      the list of checks and the picture of the time axis
views.py     the page
"""
