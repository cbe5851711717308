"""A whole check for another site: it sends its visitor here, and gets what the person allows.

asking.py   the signed request, read and held against what the connection registered
actions.py  agree, send the result back, keep it, let the site collect it once
forms.py    what the person agrees to and how they take the check
views.py    the pages: asked for, on the way back
"""
