"""Contributions: which task below carries out which above, and whether the targets suffice."""
