"""The borders of the units below one: kept out of a GeoJSON file, put to use, taken away."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from suyang.foundation import audit, cleaning, clock, files
from suyang.foundation.models import StoredFile
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.interchange import geojson
from suyang.interchange.geojson import Area, GeoJSONError, Wrong
from suyang.organisations.models import Unit
from suyang.organisations.permissions import Actor, may, require
from suyang.plans.maps import matching, outlines
from suyang.plans.models import Borders

RULE = "plans.borders"
LARGEST = 20 * 1024 * 1024
# So many properties of a file are kept, those that most areas have, and of these the first.
_PROPERTIES = 40


def register() -> None:
    files.rule(RULE, _may_read)
    cleaning.old("files of removed borders", left_behind, files.remove)


def keep(actor: Actor, unit: Unit, data: bytes, name: str, id: uuid.UUID) -> Borders:
    """Keep a file for the units below `unit`; it is drawn with once it is put to use. Once for an
    `id`. Raises Refused, with the place in the file, for one that cannot be read."""
    require(actor, "unit.change", unit)
    if known := _known(id, unit):
        return known
    # Read before anything is locked: a large file takes seconds.
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    sheet = _sheet(data)
    with transaction.atomic():
        # The same twice at once: the second waits here for the first.
        Unit.objects.select_for_update().get(id=unit.id)
        if known := _known(id, unit):
            return known
        file = files.keep(data, name=name, media_type=files.GEOJSON, owner=None, reader=RULE)
        made = Borders.objects.create(
            id=id, unit=unit, file=file, name=file.name, sheet=sheet, kept_at=clock.now()
        )
        audit.record(stream(made), actor, "borders.kept", borders=str(id), sha256=file.sha256)
    return made


@transaction.atomic
def use(actor: Actor, borders: Borders, by: str, match: str, valid_from: dt.date) -> Borders:
    """Draw with it from a day on. Raises Refused when no unit has an outline that way."""
    found = _locked(actor, borders)
    if found.removed_at is not None:
        raise Refused(_("This file was removed. Upload it again."), code="state")
    if match not in Borders.Match.values:
        raise Refused(_("Choose what names a unit in the file."), field="way")
    units = matching.below(found.unit_id, valid_from)
    if not matching.matched(found, by, match, units).outlines:
        raise Refused(
            _("By this, no unit below has an outline on that day. Choose another property or day."),
            code="no_match",
            field="way",
        )
    said = {"by": by, "match": match, "valid_from": valid_from}
    if any(getattr(found, name) != value for name, value in said.items()):
        for name, value in said.items():
            setattr(found, name, value)
        found.save(update_fields=list(said))
        words = said | {"valid_from": valid_from.isoformat()}
        audit.record(stream(found), actor, "borders.used", borders=str(found.id), **words)
    return found


@transaction.atomic
def remove(actor: Actor, borders: Borders) -> Borders:
    """Nothing is drawn with it any more, and its file goes; that it was there, and its hash,
    stay."""
    found = _locked(actor, borders)
    if found.removed_at is not None:
        return found
    file = found.file
    found.removed_at, found.file, found.sheet = clock.now(), None, {}
    found.save(update_fields=["removed_at", "file", "sheet"])
    audit.record(stream(found), actor, "borders.removed", borders=str(found.id))
    if file is not None:
        transaction.on_commit(lambda: files.remove(file))
    return found


def one(actor: Actor, borders_id: uuid.UUID) -> Borders:
    """For whoever may change it; for everybody else there is none."""
    found = Borders.objects.filter(id=borders_id, removed_at=None).select_related("file").first()
    if found is None or not may(actor, "unit.change", found.unit_id):
        raise NotFound
    return found


def kept(unit: uuid.UUID) -> QuerySet[Borders]:
    """All that a unit has, the newest day first, without their sheets."""
    rows = Borders.objects.filter(unit_id=unit, removed_at=None).defer("sheet")
    return rows.order_by("-valid_from", "-kept_at")


def in_use(unit: uuid.UUID, day: dt.date) -> Borders | None:
    """What is drawn with on a day; before the first day, the first one."""
    rows = Borders.objects.filter(unit_id=unit, removed_at=None, valid_from__isnull=False)
    by_day = rows.filter(valid_from__lte=day).order_by("-valid_from", "-kept_at")
    return by_day.first() or rows.order_by("valid_from", "-kept_at").first()


def left_behind(now: dt.datetime) -> QuerySet[StoredFile]:
    """Files whose borders were removed by a server that ended before it took the file away."""
    named = Exists(Borders.objects.filter(file=OuterRef("pk")))
    return StoredFile.objects.filter(~named, reader=RULE)


def stream(borders: Borders) -> str:
    return f"unit:{borders.unit_id}"


def _sheet(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise Refused(
            _("The file is larger than 20 MB. Simplify its borders and upload it again."),
            code="too_large",
            field="file",
        )
    try:
        areas = geojson.read(data)
    except GeoJSONError as error:
        raise Refused(_said(error), code=error.wrong.value, field="file") from None
    if len(areas) > outlines.MOST_AREAS:
        raise Refused(
            _(
                "The file has %(n)s areas; at most %(most)s are drawn. Keep those of the units "
                "directly below yours."
            )
            % {"n": len(areas), "most": outlines.MOST_AREAS},
            code="too_many",
            field="file",
        )
    named = _properties(areas)
    if not named:
        raise Refused(
            _(
                "The areas have no property in common with a code or a name in it. Give each "
                "area one, called the same in all, and upload the file again."
            ),
            code="no_properties",
            field="file",
        )
    try:
        found = outlines.drawn(areas)
    except outlines.TooSmall:
        raise Refused(
            _("All areas of the file lie on one line: there is nothing to draw."),
            code="no_area",
            field="file",
        ) from None
    except outlines.TooMany:
        raise Refused(
            _(
                "The borders are too fine to draw: at most %(most)s positions, and not so many "
                "corners where borders meet. Simplify the borders and upload the file again."
            )
            % {"most": f"{outlines.MOST_POSITIONS:,}"},
            code="too_many",
            field="file",
        ) from None
    return {
        "width": found.width,
        "height": found.height,
        "outlines": [
            {
                "is": {name: is_ for name, is_ in area.properties.items() if name in named},
                "path": outline.path,
                "label": outline.label,
            }
            for area, outline in zip(areas, found.outlines, strict=True)
        ],
    }


def _properties(areas: list[Area]) -> set[str]:
    """The properties that may name a unit: those that several areas have, or that the only one
    has."""
    found = Counter(name for area in areas for name in area.properties)
    least = min(2, len(areas))
    return {name for name, number in found.most_common(_PROPERTIES) if number >= least}


def _said(error: GeoJSONError) -> str:
    """What is wrong with a file, where, and what to do."""
    words = {
        Wrong.NOT_UTF8: _("Line %(place)s is not UTF-8. Save the file in UTF-8."),
        Wrong.NOT_JSON: _(
            "This is no JSON: the mistake is at line and column %(place)s. Export the file again."
        ),
        Wrong.NOT_A_COLLECTION: _(
            "The file is no FeatureCollection: look at “%(place)s”. Export it as GeoJSON "
            "(RFC 7946)."
        ),
        Wrong.NO_FEATURES: _("The file has no area in “%(place)s”."),
        Wrong.NOT_A_FEATURE: _("“%(place)s” is no Feature."),
        Wrong.NOT_AN_AREA: _("“%(place)s” is no Polygon and no MultiPolygon."),
        Wrong.NOT_A_RING: _("“%(place)s” is no ring of at least four positions."),
        Wrong.NOT_CLOSED: _("The ring “%(place)s” does not end where it begins."),
        Wrong.NOT_A_POSITION: _("“%(place)s” is no position of two numbers."),
    }
    return words[error.wrong] % {"place": error.place}


def _known(id: uuid.UUID, unit: Unit) -> Borders | None:
    found = Borders.objects.filter(id=id).first()
    if found is not None and found.unit_id != unit.id:
        raise NotFound
    return found


def _locked(actor: Actor, borders: Borders) -> Borders:
    found = Borders.objects.select_for_update(of=("self",)).get(id=borders.id)
    require(actor, "unit.change", found.unit_id)
    return found


def _may_read(actor: Acting, row: StoredFile) -> bool:
    found = Borders.objects.filter(file=row).first()
    return (
        found is not None
        and isinstance(actor, Actor)
        and may(actor, "plan.see_figures", found.unit_id)
    )
