"""Reads of frameworks: the current one, its parts by code, its exchange format."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text
from suyang.frameworks.models import Crosswalk, Framework
from suyang.interchange import case
from suyang.interchange.framework_content import crosswalks_from_content, framework_from_content

MAIN = "suyang-21"


def framework(slug: str = MAIN) -> Framework:
    found = Framework.objects.filter(slug=slug, is_current=True).first()
    if found is None:
        raise NotFound
    return found


def competence_bodies(slug: str = MAIN) -> dict[str, dict[str, Any]]:
    """Each competence's part of the framework's file, by code."""
    body = framework(slug).body
    return {
        competence["code"]: competence
        for area in body.get("areas", ())
        for competence in area["competences"]
    } | {competence["code"]: competence for competence in body.get("competences", ())}


def area_names(slug: str = MAIN) -> dict[str, Text]:
    return {area["code"]: area["name"] for area in framework(slug).body.get("areas", ())}


def band_names(slug: str = MAIN) -> dict[str, Text]:
    return {band["id"]: band["name"] for band in framework(slug).body.get("bands", ())}


def crosswalks(slug: str) -> list[Crosswalk]:
    return list(Crosswalk.objects.filter(origin=slug).order_by("slug"))


def case_package(slug: str, language: str = "en") -> dict[str, Any]:
    """The framework as a CASE 1.1 CFPackage, with its crosswalks as associations."""
    found = framework(slug)
    links = []
    for row in crosswalks(slug):
        target = Framework.objects.filter(slug=row.target, is_current=True).first()
        if target is not None:
            (crosswalk,) = crosswalks_from_content({"crosswalks": [row.body]})
            links.append((crosswalk, framework_from_content(target.body)))
    package: dict[str, Any] = case.package(
        framework_from_content(found.body),
        base_url=settings.PUBLIC_URL,
        last_change=found.loaded_at,
        language=language,
        crosswalks=links,
    )
    return package
