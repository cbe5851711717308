"""The profile as JSON: docs/guides/profile-json.md says what each member means.

The download, the API and nothing else are made here, so that they are the same.
"""

from __future__ import annotations

from typing import Any, Final

from suyang.assessment import engine, report
from suyang.assessment.history.change import as_json, change
from suyang.assessment.models import Check
from suyang.assessment.results.wording import Names
from suyang.foundation.permissions import NotFound

FORMAT: Final = "suyang-profile-1"


def document(check: Check) -> dict[str, Any]:
    """The profile of a finished check; texts in all their languages. No question and no key.

    Raises NotFound for a check that has not ended or reports neither areas nor competences.
    """
    body = check.blueprint.body
    if check.finished_at is None or not {"areas", "competences"} & set(body["report"]):
        raise NotFound
    kept, names = check.result.report, Names(body["framework"])
    return {
        "format": FORMAT,
        "check": {
            "id": str(check.id),
            "blueprint": check.blueprint.slug,
            "blueprint_version": check.blueprint.version,
            "bank": check.bank.digest,
            "finished_at": check.finished_at.isoformat(),
            "continues": str(check.continues_id) if check.continues_id else None,
        },
        "framework": body["framework"],
        "method": check.result.method,
        "scale": {
            "status": kept["scale"],
            "bands": list(report.bands()),
            "threshold": kept["threshold"],
            "interval": 0.8,
        },
        "answers": {name: kept[name] for name in ("answered", "counted", "dont_know")},
        "overall": _part(kept["overall"]) if "overall" in body["report"] else None,
        "areas": _named(kept["areas"], names) if "areas" in body["report"] else [],
        "competences": [
            one | _more(kept["competences"][one["code"]])
            for one in _named(kept["competences"], names)
        ]
        if "competences" in body["report"]
        else [],
        "change": as_json(change(check)),
    }


def _named(parts: dict[str, dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    return [
        {"code": code, "name": _text(names, code), **_part(said)} for code, said in parts.items()
    ]


def _text(names: Names, code: str) -> dict[str, str]:
    return dict(names.parts.get(code, {}))


def _part(said: dict[str, Any]) -> dict[str, Any]:
    """The same members whether or not enough is known; null where nothing may be said."""
    known = said["enough"]
    return {
        "enough": known,
        "answers": said["own"],
        "lowest": said["lowest"] if known else None,
        "highest": said["highest"] if known else None,
        "or_above": known and said["highest"] == engine.TOP,
        "probability": said["probability"] if known else None,
        "middle": round(report.position(said["mean"]), 3) if known else None,
        "low": round(report.position(said["low"]), 3) if known else None,
        "high": round(report.position(said["high"]), 3) if known else None,
    }


def _more(said: dict[str, Any]) -> dict[str, Any]:
    """What only competences have; null in reports made before it was kept."""
    return {name: said.get(name) for name in ("borrowed", "levels", "surprising")}
