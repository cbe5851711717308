"""Lead and joint bodies of a task, and the lead body of an aspect: a unit where the name is one
that is known here, else the name as it was written, so that nothing of somebody's text is lost.

`KeyTask.body["bodies"]` keeps the order: {"lead": {"unit": id} | {"name": text} | null,
"joint": [the same, …]}; `lead` and `joint` of the row follow from it. `Aspect.body["lead"]` is one
such entry, where the aspect has a lead body of its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from suyang.foundation import clock
from suyang.foundation.permissions import Refused
from suyang.foundation.texts import Text, plain
from suyang.organisations import queries as units
from suyang.organisations import tree
from suyang.organisations.models import Unit, UnitVersion
from suyang.plans.models import Aspect, KeyTask, Plan
from suyang.plans.writing.wording import clean

LONGEST_NAME = 80
MOST = 60
_SEPARATOR = re.compile(r"[、，,；;\n]+")


@dataclass(frozen=True)
class Body:
    """A body as it is shown; `unit` is null where no unit has this name here."""

    name: Text | str
    unit: uuid.UUID | None = None


def split(written: str) -> list[str]:
    """Names separated by 、 or commas, each once; marks within brackets separate nothing."""
    found: list[str] = []
    depth, start = 0, 0
    for place, letter in enumerate(written):
        if letter in "（(":
            depth += 1
        elif letter in "）)":
            depth = max(0, depth - 1)
        elif depth == 0 and _SEPARATOR.match(letter):
            found.append(written[start:place])
            start = place + 1
    found.append(written[start:])
    names = [clean(name) for name in found]
    return list(dict.fromkeys(name for name in names if name))


def resolve(plan: Plan, names: Iterable[str]) -> dict[str, uuid.UUID]:
    """The units that have these names today: issuing bodies, and units above or below the plan's.

    A name that two units below have is left open."""
    wanted = set(names)
    if not wanted or plan.unit_id is None:
        return {}
    day = clock.today()
    named = Q(**{"name__zh-Hans__in": list(wanted)}) | Q(name__en__in=list(wanted))
    found: dict[str, set[uuid.UUID]] = {}
    above = set(tree.path(plan.unit_id, day))
    for version in UnitVersion.objects.filter(tree.valid(day)).filter(named):
        near = version.kind == Unit.Kind.BODY or version.unit_id in above
        if not near and plan.unit_id not in tree.path(version.unit_id, day):
            continue
        for name in wanted & set(version.name.values()):
            found.setdefault(name, set()).add(version.unit_id)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def names_kept(task: KeyTask) -> dict[str, uuid.UUID]:
    """The units that a task has, by the names under which a form shows them: one that has ended
    stays when the rest is changed."""
    found: dict[str, uuid.UUID] = {}
    for body in [lead_of(task), *joint_of(task)]:
        found |= named(body) if body else {}
    return found


def named(body: Body) -> dict[str, uuid.UUID]:
    """The unit of a body by each of its names; nothing where it is none."""
    if body.unit is None:
        return {}
    names = [body.name] if isinstance(body.name, str) else body.name.values()
    return {clean(name): body.unit for name in names}


def entries(
    plan: Plan, lead: str, joint: list[str], kept: Mapping[str, uuid.UUID] | None = None
) -> dict[str, Any]:
    """What `KeyTask.body["bodies"]` keeps for names as they were written; `kept`: `names_kept`.

    Raises Refused for endless names and for too many."""
    for field, names in (("lead", [lead]), ("joint", joint)):
        if any(len(name) > LONGEST_NAME for name in names):
            raise Refused(
                _("A body's name has at most %(n)s characters. Separate several names by commas.")
                % {"n": LONGEST_NAME},
                code="too_long",
                field=field,
            )
    if len(joint) > MOST:
        raise Refused(
            _("A task has at most %(n)s joint bodies.") % {"n": MOST}, code="full", field="joint"
        )
    known = {**resolve(plan, [lead, *joint]), **(kept or {})}

    def entry(name: str) -> dict[str, str]:
        return {"unit": str(known[name])} if name in known else {"name": name}

    joints = [entry(name) for name in joint if name != lead]
    return {"lead": entry(lead) if lead else None, "joint": joints}


def one_entry(plan: Plan, name: str, before: Body | None = None) -> dict[str, str] | None:
    """What `Aspect.body["lead"]` keeps for a name as it was written; `before`: the body that it has
    so far, which stays when the unit has ended."""
    kept = named(before) if before else {}
    lead: dict[str, str] | None = entries(plan, name, [], kept)["lead"]
    return lead


def own_of(plan: Plan, kept: Mapping[str, Any]) -> dict[str, Any]:
    """Of bodies of a plan above those that the adopting plan's office can name as its own: units at
    or below it, and names that are no unit's. Who leads above leads nothing here."""
    day = clock.today()

    def stays(one: Mapping[str, str] | None) -> bool:
        if not one or "unit" not in one:
            return True
        return plan.unit_id in tree.path(uuid.UUID(one["unit"]), day)

    lead = kept.get("lead")
    joint = [one for one in kept.get("joint", ()) if stays(one)]
    return {"lead": lead if stays(lead) else None, "joint": joint}


def set_on(task: KeyTask, kept: dict[str, Any]) -> None:
    """Put the bodies on a saved task; the caller saves `body` and `lead`."""
    task.body = {**task.body, "bodies": kept}
    lead = kept.get("lead") or {}
    task.lead_id = uuid.UUID(lead["unit"]) if lead.get("unit") else None
    joint = [uuid.UUID(one["unit"]) for one in kept.get("joint", ()) if one.get("unit")]
    task.joint.set(Unit.objects.filter(id__in=joint))


def of_edition(task: Mapping[str, Any]) -> dict[str, Any]:
    """What `KeyTask.body["bodies"]` keeps, of a task as an edition says it."""

    lead = task.get("lead")
    joint = [entry_of_edition(one) for one in task["joint"]]
    return {"lead": entry_of_edition(lead) if lead else None, "joint": joint}


def entry_of_edition(body: Mapping[str, Any]) -> dict[str, str]:
    return {"unit": body["unit"]} if body["unit"] else {"name": plain(body["name"])}


def lead_of(task: KeyTask) -> Body | None:
    kept = (task.body.get("bodies") or {}).get("lead")
    if kept:
        return _shown([kept])[0]
    if task.lead_id:
        return Body(units.names([task.lead_id]).get(task.lead_id, ""), task.lead_id)
    return None


def lead_name(task: KeyTask, names: Mapping[uuid.UUID, Text]) -> Text | str:
    """The lead body's name: a unit's, else as it was written; empty where it is not published."""
    if task.lead_id and task.lead_id in names:
        return names[task.lead_id]
    written = (task.body.get("bodies") or {}).get("lead") or {}
    if written.get("name"):
        return str(written["name"])
    names_given = task.body.get("lead_bodies")
    return ", ".join(names_given) if isinstance(names_given, list) else ""


def leads_of(tasks: Iterable[KeyTask]) -> dict[int, Text | str]:
    """The lead bodies' names of tasks, by the tasks' keys; in one query."""
    found = list(tasks)
    names = units.names({one.lead_id for one in found if one.lead_id})
    return {one.pk: lead_name(one, names) for one in found}


def lead_of_aspect(aspect: Aspect) -> Body | None:
    """The lead body that an aspect has of its own; None where only its tasks have some."""
    kept = aspect.body.get("lead")
    return _shown([kept])[0] if kept else None


def joint_of(task: KeyTask) -> list[Body]:
    kept = (task.body.get("bodies") or {}).get("joint")
    if kept is not None:
        return _shown(kept)
    names = units.names(task.joint.values_list("id", flat=True))
    return [Body(name, unit) for unit, name in names.items()]


def written(bodies: Iterable[Body | None]) -> str:
    """Names as a field shows them."""
    return "、".join(plain(body.name) for body in bodies if body)


def _shown(kept: list[dict[str, str]]) -> list[Body]:
    ids = [uuid.UUID(one["unit"]) for one in kept if one.get("unit")]
    names = units.names(ids) if ids else {}
    shown = []
    for one in kept:
        if one.get("unit"):
            unit = uuid.UUID(one["unit"])
            # A unit that has ended keeps the name that it last had.
            name = names.get(unit) or units.name_of(unit)
            shown.append(Body(name, unit))
        else:
            shown.append(Body(one.get("name", "")))
    return shown
