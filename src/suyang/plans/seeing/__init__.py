"""Seeing a plan's state: the office's home, plan, task and unit pages, units compared."""
