"""The province's offices: units, and an account for every role, by invitation as in earnest."""

from __future__ import annotations

import csv
import io

from suyang.foundation import clock
from suyang.organisations import actions as organisations
from suyang.organisations.models import Installation, Unit
from suyang.organisations.permissions import Role, system
from suyang.people import actions as people
from suyang.website.demonstration.world import PASSWORD, PROVINCE, World

# Who works where; the administrator founds the office.
IN_THE_PROVINCE = (Role.ANALYST, Role.AUDITOR, Role.OBSERVER, Role.AUTHOR)
NAMES = {
    Role.ADMINISTRATOR: "演示管理员",
    Role.OFFICER: "演示填报员",
    Role.REVIEWER: "演示审核员",
    Role.TRAINER: "演示带班人",
    Role.ANALYST: "演示分析员",
    Role.AUDITOR: "演示审计员",
    Role.OBSERVER: "演示观察员",
    Role.AUTHOR: "演示编写员",
}


def found(world: World) -> None:
    """The office, labelled as a demonstration before anything else is in it; units; accounts.

    Raises Refused when there is an office already.
    """
    province = world.places[PROVINCE]
    world.accounts[Role.ADMINISTRATOR, PROVINCE] = people.found_office(
        office_name=province.name,
        office_kind=province.kind,
        name=NAMES[Role.ADMINISTRATOR],
        username=username(Role.ADMINISTRATOR, PROVINCE),
        password=PASSWORD,
        code=PROVINCE,
    )
    Installation.objects.update(demonstration=True)
    top = Unit.objects.get(code=PROVINCE)
    # Django itself dates this row, and knows only the day of today.
    Unit.objects.filter(id=top.id).update(created_at=clock.now())
    preview = organisations.import_units(
        world.actor(Role.ADMINISTRATOR, PROVINCE), _table(world), top
    )
    if preview.errors:
        raise RuntimeError(f"the units were refused: {preview.errors}")
    world.units = {one.code: one for one in Unit.objects.filter(code__in=world.places)}
    for place in world.places.values():
        for role in _roles(place.kind):
            _invite(world, role, place.code)


def username(role: str, code: str) -> str:
    """demo-admin, demo-officer for the province; demo-a1-officer below it."""
    short = "admin" if role == Role.ADMINISTRATOR else role
    return f"{code}-{short}"


def _roles(kind: str) -> tuple[str, ...]:
    if kind == Unit.Kind.COUNTY:
        # What a county's officer hands up and writes, the city's reviewer approves and publishes.
        return (Role.OFFICER, Role.TRAINER)
    both = (Role.OFFICER, Role.REVIEWER)
    return (*both, *IN_THE_PROVINCE) if kind == Unit.Kind.PROVINCE else both


def _invite(world: World, role: str, code: str) -> None:
    # An author may do what no administrator may, and comes from the operator.
    author = role == Role.AUTHOR
    by = system("demo") if author else world.actor(Role.ADMINISTRATOR, PROVINCE)
    _invitation, typed = organisations.invite(
        by, role, world.units[code], "demo", world.key("invitation", role, code)
    )
    name = f"{NAMES[Role(role)]}{code.removeprefix('demo').strip('-').upper()}"
    world.accounts[role, code] = people.accept_invitation(
        typed, username(role, code), PASSWORD, name
    )


def _table(world: World) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "name_zh", "name_en", "kind", "parent_code"])
    for one in world.places.values():
        if one.code != PROVINCE:
            above = "" if one.parent == PROVINCE else one.parent
            writer.writerow([one.code, one.name["zh-Hans"], one.name["en"], one.kind, above])
    return out.getvalue().encode()
