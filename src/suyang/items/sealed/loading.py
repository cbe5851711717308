"""Taking a package of sealed items in, and out of use again. Each change pins a new bank."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, content
from suyang.foundation.permissions import Acting, NotFound, Refused
from suyang.items import content as public
from suyang.items.models import Bank, ItemParameters, ItemVersion, SealedPackage
from suyang.items.sealed import envelope, keys, opening
from suyang.items.sealed.keys import Key

STREAM = "items:sealed"


def load(actor: Acting, data: bytes, key: Key) -> tuple[SealedPackage, bool]:
    """Take in all items of a package or none; the package, and whether it is new.

    The same package again changes nothing. Raises Refused for what is no package or another key's,
    and for an item whose name is known already.
    """
    package = envelope.open_package(data, key)
    with transaction.atomic():
        known = SealedPackage.objects.filter(id=package.id).first()
        if known is not None:
            return known, False
        kept = SealedPackage.objects.create(
            id=package.id,
            fingerprint=key.fingerprint,
            items=len(package.items),
            loaded_at=clock.now(),
        )
        for item in package.items.values():
            _keep(item, kept, key)
        _pin()
        audit.record(STREAM, actor, "sealed.loaded", package=str(kept.id), items=kept.items)
    keys.forget()
    return kept, True


def withdraw(actor: Acting, package_id: uuid.UUID) -> SealedPackage:
    """No check that begins from now on uses the package; those under way go on. Twice is once."""
    with transaction.atomic():
        package = SealedPackage.objects.select_for_update().filter(id=package_id).first()
        if package is None:
            raise NotFound
        if package.withdrawn_at is None:
            package.withdrawn_at = clock.now()
            package.save(update_fields=["withdrawn_at"])
            _pin()
            audit.record(STREAM, actor, "sealed.withdrawn", package=str(package.id))
    return package


def in_use() -> list[ItemParameters]:
    """The newest parameters of every sealed item that is not withdrawn."""
    versions = ItemVersion.objects.filter(package__isnull=False, package__withdrawn_at=None)
    found = ItemParameters.objects.filter(item__in=versions).select_related("item")
    newest = {one.item_id: one for one in found.order_by("valid_from", "id")}
    return list(newest.values())


def _keep(item: dict[str, object], package: SealedPackage, key: Key) -> None:
    if ItemVersion.objects.filter(slug=item["id"]).exists():
        raise Refused(
            _("A question called %(name)s is known already. Nothing was loaded.")
            % {"name": item["id"]},
            code="known",
        )
    version = public.version_of(item, digest="")
    version.package = package
    version.body = {"sealed": envelope.close_body(item, key, opening.about(version))}
    version.digest = content.digest(version.body)
    version.save()
    public.parameters_of(version, item).save()


def _pin() -> None:
    current = Bank.objects.filter(is_current=True).first()
    public_ones = ItemParameters.objects.filter(banks=current, item__package=None)
    public.pin([*public_ones.select_related("item"), *in_use()])
