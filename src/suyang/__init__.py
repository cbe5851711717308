"""Suyang (素养): measures and raises the digital literacy and skills of a whole population."""

__version__ = "0.1.0"
