"""Where a check begins: from two questions about doing and feeling, never from age or sex.

They aim the first items only. The prior of the estimate does not know them, so that nobody is
reported higher or lower for what they said of themselves.
"""

from __future__ import annotations

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# In units of the scale, added to MIDDLE; somebody who leaves both out begins at the blueprint's.
MIDDLE: Final = -0.9
ONLINE: Final[dict[str, tuple[float, str | Promise]]] = {
    "talk": (-0.9, _("I make calls, chat, or watch videos.")),
    "errands": (0.0, _("I also pay, shop, book things, or look things up.")),
    "make": (0.6, _("I also write documents, make tables or videos, or help others do it.")),
}
FEELING: Final[dict[str, tuple[float, str | Promise]]] = {
    "ask": (-0.3, _("I would rather ask somebody first.")),
    "try": (0.0, _("I try, and get stuck now and then.")),
    "manage": (0.3, _("I usually find my way.")),
}


def start(body: dict[str, Any], online: str = "", feeling: str = "") -> dict[str, Any]:
    """What a check pins as its start: `theta`, and the answers that it comes from."""
    if not body["start"].get("questions") or not (online in ONLINE or feeling in FEELING):
        return {"theta": body["start"]["theta"]}
    theta = MIDDLE
    said: dict[str, Any] = {}
    if online in ONLINE:
        theta += ONLINE[online][0]
        said["online"] = online
    if feeling in FEELING:
        theta += FEELING[feeling][0]
        said["feeling"] = feeling
    return {"theta": round(theta, 4), **said}
