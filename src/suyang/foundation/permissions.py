"""The base of permission: who acts, and the refusal that every room raises alike."""

from __future__ import annotations

import uuid
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _


class Acting(Protocol):
    """Whoever asks for a change: a person, a command run by the operator, or nobody."""

    @property
    def person_id(self) -> uuid.UUID | None: ...

    @property
    def name_in_audit(self) -> str: ...


class Denied(PermissionDenied):
    """Refused. The message says in the reader's language what would be needed."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or _("You may not do this. Ask your office for the role."))


class Refused(Exception):
    """An action that cannot be done as asked: says what happened, what is safe, what to do.

    `field` names the form field or API member at fault, `code` is stable for machines.
    """

    def __init__(self, message: str, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.field = field


class NotFound(Refused):
    """What was asked for does not exist, or not for this person: both look the same."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or str(_("This was not found.")), code="not_found")
