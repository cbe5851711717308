"""A check belongs to the person who took it: nobody else sees it, staff neither.

What a trainer may see with a person's consent is a summary that `learning` makes.
"""

from __future__ import annotations

from typing import Literal

from suyang.assessment.models import Check
from suyang.foundation.permissions import Acting

Action = Literal["check.see", "check.stop", "check.delete"]


def may(actor: Acting, action: Action, check: Check) -> bool:
    """Every action on a check is its person's, and theirs alone."""
    return actor.person_id is not None and actor.person_id == check.person_id
