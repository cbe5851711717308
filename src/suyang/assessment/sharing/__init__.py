"""A link that lets somebody see a result: for a purpose, until a day, revocable, with who looked.

actions.py   make, revoke, open
queries.py   a person's links and who opened them
forms.py     what the person says
views.py     the pages of the person, and the page at the link
"""
