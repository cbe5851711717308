"""A check belongs to the person who took it: nobody else sees it, staff neither.

What a trainer may see with a person's consent is a summary that `learning` makes.
"""

from __future__ import annotations

from typing import Literal

from suyang.assessment.models import Check, ConnectedCheck
from suyang.foundation.permissions import Acting

Action = Literal["check.see", "check.stop", "check.delete", "check.share"]


def may(actor: Acting, action: Action, check: Check) -> bool:
    """Every action on a check is its person's, and theirs alone.

    Whoever comes through another site's token reaches what was begun there, nothing else of theirs.
    """
    if actor.person_id is None or actor.person_id != check.person_id:
        return False
    through = getattr(actor, "connection_id", None)
    return through is None or (
        action != "check.share"
        and ConnectedCheck.objects.filter(check_taken=check.id, connection=through).exists()
    )
