"""What a look of `suyang doctor` yields."""

from __future__ import annotations

from dataclasses import dataclass

OK, NOTICE, WRONG = "ok", "notice", "wrong"


@dataclass(frozen=True)
class Finding:
    about: str
    state: str
    sentence: str
    remedy: str = ""
