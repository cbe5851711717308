"""Every change to units, roles and invitations: one function per use case.

    units.py        make_office, add_unit, rename_unit, move_unit, end_unit
    roles.py        grant_role, end_role
    invitations.py  invite, withdraw_invitation, open_invitation, use_invitation
    imports.py      preview_units, import_units

The office with its first administrator is founded in `people.actions.found_office`, because an
administrator is a person, and people stand above organisations.
"""

from __future__ import annotations

from suyang.organisations.actions.imports import import_units, preview_units
from suyang.organisations.actions.invitations import (
    code_of,
    find_invitation,
    invite,
    open_invitation,
    use_invitation,
    withdraw_invitation,
)
from suyang.organisations.actions.roles import end_role, grant_role
from suyang.organisations.actions.units import (
    add_unit,
    end_unit,
    make_office,
    move_unit,
    rename_unit,
)

__all__ = [
    "add_unit",
    "code_of",
    "end_role",
    "end_unit",
    "find_invitation",
    "grant_role",
    "import_units",
    "invite",
    "make_office",
    "move_unit",
    "open_invitation",
    "preview_units",
    "rename_unit",
    "use_invitation",
    "withdraw_invitation",
]
