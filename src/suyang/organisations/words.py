"""How kinds of units and roles are called, and which kind stands above which."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from suyang.organisations.models import RoleGrant, Unit

Kind = Unit.Kind
Role = RoleGrant.Role

KINDS: dict[str, Promise] = {
    Kind.NATION: _("Nation"),
    Kind.PROVINCE: _("Province"),
    Kind.CITY: _("City"),
    Kind.COUNTY: _("County"),
    Kind.TOWN: _("Town"),
    Kind.VILLAGE: _("Village"),
    Kind.ORGANISATION: _("Organisation"),
    Kind.BODY: _("Issuing body"),
}

ROLES: dict[str, Promise] = {
    Role.TRAINER: _("Trainer"),
    Role.OFFICER: _("Programme officer"),
    Role.REVIEWER: _("Reviewer"),
    Role.AUTHOR: _("Author"),
    Role.AUDITOR: _("Auditor"),
    Role.OBSERVER: _("Observer"),
    Role.ANALYST: _("Analyst"),
    Role.ADMINISTRATOR: _("Administrator"),
}

ROLES_SAY: dict[str, Promise] = {
    Role.ADMINISTRATOR: _("Looks after units, people and passwords; may do all that others may."),
    Role.OFFICER: _("Runs the plan: invites trainers, starts and sees groups, makes reports."),
    Role.REVIEWER: _("Reads what is handed up, returns or approves it, publishes plans."),
    Role.TRAINER: _("Starts groups and leads them."),
    Role.AUTHOR: _("Writes plans and says how they stand; others publish them."),
    Role.ANALYST: _("Sees figures, makes reports, defines indicators."),
    Role.AUDITOR: _("Sees everything with its history, and changes nothing."),
    Role.OBSERVER: _("Sees figures."),
}

INVITATION_STATES: dict[str, Promise] = {
    "open": _("Open"),
    "expired": _("Expired"),
    "used": _("Used"),
    "withdrawn": _("Withdrawn"),
}

# From the top down; organisations and issuing bodies may stand anywhere.
_ORDER = (Kind.NATION, Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.TOWN, Kind.VILLAGE)


def fits_below(kind: str, parent_kind: str) -> bool:
    """Whether a unit of `kind` may stand directly below one of `parent_kind`."""
    if kind not in _ORDER or parent_kind not in _ORDER:
        return True
    return _ORDER.index(Kind(parent_kind)) < _ORDER.index(Kind(kind))


def role_choices(roles: Iterable[str]) -> list[tuple[str, str]]:
    """Roles with what they may do, for a form."""
    return [
        (role, gettext("%(role)s: %(says)s") % {"role": ROLES[role], "says": ROLES_SAY[role]})
        for role in roles
    ]


def kinds_below(parent_kind: str) -> list[tuple[str, Promise]]:
    """The kinds that a form offers below a unit, nearest first."""
    return [
        (kind, word)
        for kind, word in KINDS.items()
        if kind != Kind.BODY and fits_below(kind, parent_kind)
    ]
