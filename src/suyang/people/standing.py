"""Who may do what in a unit, and which accounts somebody should look at."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.documents.xlsx import Column, Kind, Workbook, Worksheet, write_xlsx
from suyang.foundation.texts import Text, plain
from suyang.organisations import finding, tree
from suyang.organisations import queries as units
from suyang.organisations.models import Ancestry, Installation, RoleGrant
from suyang.organisations.words import ROLES
from suyang.people.models import Account, Person
from suyang.people.names import shown_name

# Days without a sign-in after which an account is called dormant, unless the address says another.
DORMANT = 90
# Holding so many roles or more is worth a look.
MANY = 4
# So many accounts a list shows; it says when there are more.
SHOWN = 500
# So many past roles a table holds, the latest.
MOST_PAST = 5000


@dataclass(frozen=True)
class Held:
    """A role that holds in a unit: whose, from which unit, given by whom ("": by a command)."""

    grant: RoleGrant
    person: str
    unit: Text
    inherited: bool
    given_by: str


def roles_in(unit_id: uuid.UUID) -> list[Held]:
    """Own roles first, then those of above that reach down here."""
    grants = units.grants_that_reach(unit_id)
    names = finding.last_versions({grant.unit_id for grant in grants}, clock.today())
    givers = Person.objects.in_bulk([grant.granted_by for grant in grants if grant.granted_by])
    return [
        Held(
            grant,
            shown_name(grant.person),
            names[grant.unit_id].name,
            grant.unit_id != unit_id,
            shown_name(givers[grant.granted_by]) if grant.granted_by in givers else "",
        )
        for grant in grants
    ]


@dataclass(frozen=True)
class Past:
    """A role that was held in a unit until `last`: given and ended by whom ("": by nobody, its day
    came, or by a command)."""

    grant: RoleGrant
    person: str
    last: dt.date
    given_by: str
    ended_by: str


@dataclass(frozen=True)
class Own:
    """A role of a person, held or to be held: where, until which day (None: no end), given and
    ended by whom ("": by a command, or its day came)."""

    grant: RoleGrant
    unit: Text | str
    last: dt.date | None
    given_by: str
    ended_by: str


def of_person(person_id: uuid.UUID) -> tuple[list[Own], list[Own]]:
    """The roles that a person has or will have, by the unit's code; and those that have ended, the
    latest end first."""
    grants = list(RoleGrant.objects.filter(person_id=person_id).select_related("unit"))
    units_named = finding.last_versions({one.unit_id for one in grants}, clock.today())
    name = _hands(grants)
    own = [
        Own(
            one,
            units_named[one.unit_id].name if one.unit_id in units_named else one.unit.code,
            one.valid_to - dt.timedelta(days=1) if one.valid_to else None,
            name(one.granted_by),
            name(one.ended_by),
        )
        for one in grants
    ]
    today = clock.today()
    ended = [one for one in own if one.last is not None and one.last < today]
    ended.sort(key=lambda one: (one.last or today, str(one.grant.id)), reverse=True)
    now = [one for one in own if one.last is None or one.last >= today]
    return sorted(now, key=lambda one: (one.grant.unit.code, one.grant.role)), ended


def past_in(unit_id: uuid.UUID, words: str = "", role: str = "") -> QuerySet[RoleGrant]:
    """The unit's own roles that have ended, the latest end first; of people whose name has these
    words, of one role."""
    ended = RoleGrant.objects.filter(unit_id=unit_id, valid_to__lte=clock.today())
    if words:
        ended = ended.filter(person__name__icontains=words)
    if role:
        ended = ended.filter(role=role)
    return ended.select_related("person").order_by("-valid_to", "id")


def described(grants: Iterable[RoleGrant]) -> list[Past]:
    """Past roles of a page, with the names of who gave and ended them."""
    shown = list(grants)
    name = _hands(shown)
    return [
        Past(
            one,
            shown_name(one.person),
            one.valid_to - dt.timedelta(days=1),
            name(one.granted_by),
            name(one.ended_by),
        )
        for one in shown
        if one.valid_to is not None
    ]


def _hands(grants: Iterable[RoleGrant]) -> Callable[[uuid.UUID | None], str]:
    """The names of who gave and ended these roles, by their ids; "" for nobody."""
    wanted = {by for one in grants for by in (one.granted_by, one.ended_by) if by}
    people = Person.objects.in_bulk(wanted)
    return lambda by: shown_name(people[by]) if by in people else ""


def as_workbook(unit_id: uuid.UUID) -> bytes:
    """The same as a table (XLSX), with the roles that have ended on a second sheet."""
    name = units.name_of(unit_id)
    past = tuple(
        (
            one.person,
            str(ROLES[one.grant.role]),
            one.grant.valid_from,
            one.last,
            one.given_by,
            one.ended_by,
        )
        for one in described(past_in(unit_id)[:MOST_PAST])
    )
    rows = tuple(
        (
            held.person,
            str(ROLES[held.grant.role]),
            plain(held.unit),
            _("from above") if held.inherited else _("own"),
            _("there and below") if held.grant.reach == "below" else _("only there"),
            held.grant.valid_from,
            held.grant.valid_to - dt.timedelta(days=1) if held.grant.valid_to else _("none"),
            held.given_by,
        )
        for held in roles_in(unit_id)
    )
    columns = (
        Column(_("Name of the person")),
        Column(_("Role")),
        Column(_("Held in")),
        Column(_("Own or from above")),
        Column(_("Reach")),
        Column(_("Since"), Kind.DATE),
        Column(_("Last day"), Kind.DATE),
        Column(_("Given by")),
    )
    title = _("Roles in %(unit)s") % {"unit": name}
    notes = [(_("As of"), clock.today().isoformat()), (_("Unit"), name)]
    if len(past) == MOST_PAST:
        said = _("The latest %(n)s stand in this table.") % {"n": MOST_PAST}
        notes.append((_("Roles that have ended"), said))
    past_columns = (
        Column(_("Name of the person")),
        Column(_("Role")),
        Column(_("Since"), Kind.DATE),
        Column(_("Last day"), Kind.DATE),
        Column(_("Given by")),
        Column(_("Ended by")),
    )
    sheets = (
        Worksheet(_("Roles"), columns, rows),
        Worksheet(_("Roles that have ended"), past_columns, past),
    )
    label = units.demonstration_label()
    return write_xlsx(Workbook(title, sheets, _("Notes"), tuple(notes), demonstration=label))


@dataclass
class Noted:
    """An account to look at: why, with its roles and when it was last used (None: never)."""

    account: Account
    roles: list[tuple[RoleGrant, Text]]
    why: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return shown_name(self.account.person)


REASONS = ("dormant", "powerful", "endless")


def to_look_at(
    below: tree.Ids | None, days: int = DORMANT, only: str = "", most: int = SHOWN
) -> tuple[list[Noted], bool]:
    """Accounts with roles in units (None: anywhere) that somebody should look at, by name.

    dormant: no sign-in for `days`; powerful: an administrator of the whole tree, or many roles;
    endless: a role that does not end by itself. Whether there are more than are returned.
    """
    held = RoleGrant.objects.filter(tree.valid(clock.today()))
    if below is not None:
        held = held.filter(unit_id__in=below)
    accounts = Account.objects.filter(is_active=True)
    accounts = accounts.filter(Exists(held.filter(person_id=OuterRef("person_id"))))
    conditions = {reason: _CONDITIONS[reason](held, days) for reason in REASONS}
    wanted = [conditions[only]] if only else list(conditions.values())
    asked = Q()
    for condition in wanted:
        asked |= condition
    found = list(
        accounts.filter(asked).select_related("person").order_by("person__name", "id")[: most + 1]
    )
    more, found = len(found) > most, found[:most]
    return _noted(found, held, conditions), more


def _noted(
    accounts: list[Account], held: QuerySet[RoleGrant], conditions: dict[str, Q]
) -> list[Noted]:
    people = [account.person_id for account in accounts]
    ids = [account.id for account in accounts]
    whys = {
        reason: set(Account.objects.filter(condition, id__in=ids).values_list("id", flat=True))
        for reason, condition in conditions.items()
    }
    grants = list(held.filter(person_id__in=people).order_by("role", "id"))
    names = finding.last_versions({grant.unit_id for grant in grants}, clock.today())
    roles: dict[uuid.UUID, list[tuple[RoleGrant, Text]]] = {}
    for grant in grants:
        roles.setdefault(grant.person_id, []).append((grant, names[grant.unit_id].name))
    return [
        Noted(
            account,
            roles.get(account.person_id, []),
            [reason for reason in REASONS if account.id in whys[reason]],
        )
        for account in accounts
    ]


def _dormant(_held: QuerySet[RoleGrant], days: int) -> Q:
    since = clock.now() - dt.timedelta(days=days)
    return Q(last_login__lt=since) | Q(last_login=None, created_at__lt=since)


def _powerful(held: QuerySet[RoleGrant], _days: int) -> Q:
    everywhere = held.filter(
        person_id=OuterRef("person_id"),
        role=RoleGrant.Role.ADMINISTRATOR,
        reach=RoleGrant.Reach.BELOW,
        unit_id__in=_tops(),
    )
    many = held.values("person_id").annotate(count=Count("id")).filter(count__gte=MANY)
    return Q(Exists(everywhere)) | Q(person_id__in=many.values("person_id"))


def _endless(held: QuerySet[RoleGrant], _days: int) -> Q:
    return Q(Exists(held.filter(person_id=OuterRef("person_id"), valid_to=None)))


_CONDITIONS = {"dormant": _dormant, "powerful": _powerful, "endless": _endless}


def _tops() -> Iterable[uuid.UUID]:
    """The office of this installation and what stands above it: who holds these holds all."""
    offices = Installation.objects.values("office_id")
    lines = Ancestry.objects.filter(tree.valid(clock.today()), unit_id__in=offices)
    return lines.values_list("ancestor_id", flat=True)
