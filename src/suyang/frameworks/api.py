"""The API of frameworks: one to read, and as CASE 1.1."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _
from ninja import Router, Schema
from pydantic import Field

from suyang.foundation.api.schemas import Language, Slug, Text, in_language
from suyang.foundation.texts import LANGUAGES, reader_language
from suyang.frameworks import queries
from suyang.organisations.api import ApiRequest

router = Router(tags=["frameworks"])


class BandOut(Schema):
    id: str
    name: Text
    description: Text
    levels: list[int]


class LevelOut(Schema):
    level: int
    band: str | None = None
    name: Text
    description: Text


class CompetenceOut(Schema):
    code: str
    name: Text
    description: Text
    life: Text = Field(default={}, description=_("What it means in daily life."))
    descriptors: dict[str, Text] = Field(
        default={}, description=_("By band: what a person at it does.")
    )
    next: dict[str, Text] = Field(
        default={}, description=_("By band: what somebody at it may try next.")
    )


class AreaOut(Schema):
    code: str
    name: Text
    description: Text
    competences: list[CompetenceOut]


class FrameworkOut(Schema):
    slug: str
    version: int
    title: Text
    description: Text
    licence: str
    bands: list[BandOut]
    levels: list[LevelOut]
    areas: list[AreaOut]
    competences: list[CompetenceOut] = Field(description=_("Those of a framework without areas."))


@router.get(
    "/frameworks/{slug}",
    response=FrameworkOut,
    operation_id="getFramework",
    summary=_("A framework of competences"),
    description=_("Areas, competences, bands and levels, with their texts."),
)
def framework(request: ApiRequest, slug: Slug, language: Language = None) -> Any:
    found = queries.framework(slug)
    parts = {name: found.body.get(name, []) for name in ("bands", "levels", "areas", "competences")}
    shown = {
        "slug": found.slug,
        "version": found.version,
        "title": found.title,
        "description": found.body.get("description", {}),
        "licence": found.body.get("licence", ""),
        **parts,
    }
    return in_language(shown, language)


@router.get(
    "/frameworks/{slug}/case",
    response=dict[str, Any],
    operation_id="getFrameworkAsCase",
    summary=_("A framework as a CASE 1.1 package"),
    description=_("The framework as a CFPackage of the standard CASE 1.1, in one language."),
)
def case(request: ApiRequest, slug: Slug, language: Language = None) -> Any:
    wanted = language or reader_language()
    return queries.case_package(slug, wanted if wanted in LANGUAGES else "en")
