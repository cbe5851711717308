"""The bank as a whole: give-aways, near-duplicates, coverage, both languages.

docs/methods/items.md says what is measured, what is refused, and why there.
"""
