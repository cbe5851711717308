"""Taking in a framework, from a content file or from a standard's own format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from suyang.foundation import audit, clock, content
from suyang.foundation.permissions import Acting, Refused
from suyang.frameworks.models import Competence, Framework
from suyang.interchange import digcomp
from suyang.interchange.framework import FrameworkError
from suyang.interchange.framework_content import framework_from_content, framework_to_content

MAX_BYTES = 20 * 1024 * 1024


def keep(body: Mapping[str, Any], digest: str) -> bool:
    """Store a framework's version unless the same stands there; whether anything changed."""
    version = int(str(body["version"]).split(".")[0])
    current = Framework.objects.filter(slug=body["id"], version=version).first()
    if current is not None and current.digest == digest:
        return False
    with transaction.atomic():
        Framework.objects.filter(slug=body["id"]).update(is_current=False)
        framework, _created = Framework.objects.update_or_create(
            slug=body["id"],
            version=version,
            defaults={
                "title": body["title"],
                "body": dict(body),
                "digest": digest,
                "is_current": True,
                "loaded_at": clock.now(),
            },
        )
        framework.competences.all().delete()
        _keep_competences(framework)
    return True


def import_framework(actor: Acting, data: bytes, format: str) -> Framework:
    """A framework from `digcomp` (JSON-LD) or `suyang` (a content file as JSON or YAML).

    Raises Refused with every reason, naming the node at fault."""
    if len(data) > MAX_BYTES:
        raise Refused(_("The file is larger than 20 MB. A framework is smaller."), code="too_large")
    try:
        if format == "digcomp":
            body: Mapping[str, Any] = framework_to_content(digcomp.read(data))
        else:
            body = _yaml(data)
            framework_from_content(body)
    except FrameworkError as error:
        raise Refused("\n".join(f"{p.node} {p.what}" for p in error.problems), code="invalid")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        message = _("The file is not a framework that can be read: %(reason)s")
        raise Refused(message % {"reason": error}, code="invalid")
    with transaction.atomic():
        keep(body, content.digest(body))
        audit.record(f"framework:{body['id']}", actor, "framework.import", format=format)
    return Framework.objects.get(slug=body["id"], is_current=True)


def _yaml(data: bytes) -> Mapping[str, Any]:
    import yaml

    try:
        body = yaml.safe_load(data.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise ValueError(str(error))
    if not isinstance(body, dict):
        raise ValueError(_("it must be a mapping of fields"))
    return body


def _keep_competences(framework: Framework) -> None:
    neutral = framework_from_content(framework.body)
    position = 0
    for area in neutral.areas:
        position += 1
        row = Competence.objects.create(
            framework=framework, code=area.code, name=dict(area.name), position=position
        )
        for competence in area.competences:
            position += 1
            Competence.objects.create(
                framework=framework,
                code=competence.code,
                area=row,
                name=dict(competence.name),
                position=position,
            )
    for competence in neutral.competences:
        position += 1
        Competence.objects.create(
            framework=framework,
            code=competence.code,
            name=dict(competence.name),
            position=position,
        )
