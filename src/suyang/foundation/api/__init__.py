"""What every operation of the API stands on: problems, texts, pages, keys for retries, limits.

    schemas.py      Text, Slug, Line and the other types that rooms use in their operations
    problems.py     every error as application/problem+json (RFC 9457)
    paging.py       lists by an opaque cursor
    retries.py      the Idempotency-Key header: the same request again changes nothing
    throttling.py   how many requests a token or a browser may send

A room's `api.py` is thin: it calls the same actions and queries as the room's views. Summaries and
descriptions are English msgids marked with `gettext_noop as _`; whoever shows the document
translates them.
"""
