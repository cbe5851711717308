"""Every change to units, roles and invitations: one function per use case.

    units.py        make_office, add_unit, begin_earlier, rename_unit, move_unit, end_unit
    replacing.py    merge_units, split_unit, and what each would do
    roles.py        grant_role, end_role
    invitations.py  invite, withdraw_invitation, open_invitation, use_invitation
    imports.py      preview_units, import_units
    connections.py  make_connection, change_connection, renew_key, revoke_connection
    webhooks.py     add_webhook, end_webhook, renew_webhook_secret, send_again

The office with its first administrator is founded in `people.actions.found_office`, because an
administrator is a person, and people stand above organisations.
"""

from __future__ import annotations

from suyang.organisations.actions.connections import (
    change_connection,
    make_connection,
    renew_key,
    revoke_connection,
)
from suyang.organisations.actions.imports import import_units, preview_units
from suyang.organisations.actions.invitations import (
    code_of,
    find_invitation,
    invite,
    open_invitation,
    use_invitation,
    withdraw_invitation,
)
from suyang.organisations.actions.replacing import (
    NewUnit,
    merge_units,
    plan_merge,
    plan_split,
    split_unit,
)
from suyang.organisations.actions.roles import end_role, extend_role, grant_role
from suyang.organisations.actions.units import (
    add_unit,
    begin_earlier,
    end_unit,
    make_office,
    move_unit,
    rename_unit,
)
from suyang.organisations.actions.webhooks import (
    add_webhook,
    end_webhook,
    renew_webhook_secret,
    send_again,
)

__all__ = [
    "NewUnit",
    "add_unit",
    "add_webhook",
    "begin_earlier",
    "change_connection",
    "code_of",
    "end_role",
    "end_unit",
    "end_webhook",
    "extend_role",
    "find_invitation",
    "grant_role",
    "import_units",
    "invite",
    "make_connection",
    "make_office",
    "merge_units",
    "move_unit",
    "open_invitation",
    "plan_merge",
    "plan_split",
    "preview_units",
    "rename_unit",
    "renew_key",
    "renew_webhook_secret",
    "revoke_connection",
    "send_again",
    "split_unit",
    "use_invitation",
    "withdraw_invitation",
]
