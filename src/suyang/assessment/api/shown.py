"""Rows as the API shows them."""

from __future__ import annotations

from typing import Any

from suyang.assessment import engine, nextsteps, report
from suyang.assessment.models import Blueprint, Check, Presentation, Response
from suyang.items import arrangement


def blueprint(row: Blueprint) -> dict[str, Any]:
    return {
        "slug": row.slug,
        "version": row.version,
        **{
            name: row.body[name]
            for name in ("title", "purpose", "told_beforehand", "minutes", "length")
        },
        "in_programme": row.body["halves"] == "one",
    }


def check(of: Check) -> dict[str, Any]:
    return {
        "id": of.id,
        "blueprint": of.blueprint.slug,
        "state": "finished" if of.finished_at else "open",
        "ended_by": of.ended_by or None,
        "language": of.language,
        "mode": of.mode,
        "elder": of.elder,
        "answered": Response.objects.filter(presentation__check_taken=of).count(),
        "started_at": of.started_at,
        "finished_at": of.finished_at,
    }


def presentation(of: Presentation) -> dict[str, Any]:
    version = of.item.item
    body = version.body
    return {
        "id": of.id,
        "position": of.position,
        "presented_at": of.presented_at,
        "item": {
            "format": version.format,
            "stem": body["stem"],
            "scene": body.get("scene"),
            "controls": [
                {
                    **control,
                    "options": arrangement.shown(body, control),
                    "numeric": "number" in control,
                }
                for control in body["controls"]
            ],
        },
    }


def result(of: Check) -> dict[str, Any]:
    kept = of.result
    said, reported = kept.report, of.blueprint.body["report"]
    return {
        "check": check(of),
        "method": kept.method,
        "computed_at": kept.computed_at,
        "scale": said["scale"],
        **{name: said[name] for name in ("answered", "counted", "dont_know")},
        "overall": _standing(said["overall"]) if "overall" in reported else None,
        **{
            part: {code: _standing(one) for code, one in said[part].items()}
            if part in reported
            else {}
            for part in ("areas", "competences")
        },
        "sentence": said["sentence"] if "sentence" in reported else None,
        "steps": [
            {
                "competence": step.competence,
                "name": step.name,
                "text": step.text,
                "links": [{"title": link.title, "url": link.url} for link in step.links],
            }
            for step in nextsteps.steps(of.blueprint.body["framework"], said["steps"])
        ],
    }


def _standing(said: dict[str, Any]) -> dict[str, Any]:
    if not said["enough"]:
        return {"enough": False, "answers": said["own"]}
    return {
        "enough": True,
        "answers": said["own"],
        "lowest": said["lowest"],
        "highest": said["highest"],
        "or_above": said["highest"] == engine.TOP,
        "probability": said["probability"],
        "probabilities": dict(zip(report.bands(), said["probabilities"], strict=False)),
        "place": {
            name: round(report.position(said[value]), 3)
            for name, value in (("low", "low"), ("middle", "mean"), ("high", "high"))
        },
    }
