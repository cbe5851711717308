"""Targets: set, revised with the old one kept, and judged by what is known."""
