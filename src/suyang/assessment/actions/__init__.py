"""Every change to a check: begin, present, answer, stop, delete.

A check's log only grows; what follows from it is computed anew. Whatever takes time (posterior,
next item, report) is worked out before the transaction; inside it the check and its person are
locked and rows are written. Unique constraints decide races: the loser reads what the winner wrote.
"""

from __future__ import annotations

from suyang.assessment.actions.answering import Outcome, answer, present
from suyang.assessment.actions.beginning import start, start_as_newcomer
from suyang.assessment.actions.ending import delete, stop
from suyang.assessment.actions.following import CHECK_FINISHED

__all__ = [
    "CHECK_FINISHED",
    "Outcome",
    "answer",
    "delete",
    "present",
    "start",
    "start_as_newcomer",
    "stop",
]
