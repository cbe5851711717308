"""What the rooms above keep of units that a change on a past day would no longer agree with.

This room knows no reports. A room that does registers a question here when it starts: given units
and a day, it answers with a sentence for each thing that the change would contradict.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

from suyang.foundation.permissions import Refused

Question = Callable[[Collection[uuid.UUID], dt.date], list[str]]
_questions: list[Question] = []


def register(question: Question) -> None:
    if question not in _questions:
        _questions.append(question)


def contradicted(units: Collection[uuid.UUID], day: dt.date) -> list[str]:
    """What stands fixed in units from a day on, in the reader's words; empty: nothing."""
    return [sentence for question in _questions for sentence in question(units, day)]


def require_free(units: Collection[uuid.UUID], day: dt.date, field: str = "valid_from") -> None:
    """Raise Refused when something fixed would be changed after the fact."""
    found = contradicted(units, day)
    if found:
        reasons = " ".join(found)
        raise Refused(
            _("%(reasons)s Choose a later day, or have them reopened first.")
            % {"reasons": reasons},
            code="approved",
            field=field,
        )
