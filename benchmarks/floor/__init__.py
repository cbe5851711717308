"""The floor: a bare Django view that inserts one row and renders the page of a question.

Settings as `django-admin startproject` writes them; the database, its options and the server are
those of Suyang. What the page shows is fixed, and comes from a file that `contexts` wrote.
"""
