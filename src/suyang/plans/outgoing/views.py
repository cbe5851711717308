"""A plan as a file, in a language: the edition of today, another one, or the text worked on."""

from __future__ import annotations

from types import ModuleType
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from suyang.foundation import clock
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import LANGUAGES, plain
from suyang.organisations.permissions import Actor
from suyang.organisations.views import actor_of
from suyang.plans import editions
from suyang.plans.models import Plan
from suyang.plans.outgoing import docx, lines, paper, tables
from suyang.plans.writing import access

WRITERS: dict[str, ModuleType] = {"docx": docx, "xlsx": tables, "pdf": paper}
DRAFT = "draft"


@require_safe
def plan_file(request: HttpRequest, slug: str, kind: str, language: str) -> HttpResponse:
    """?edition=2 an edition, ?edition=draft the text worked on (for its office)."""
    writer = WRITERS.get(kind)
    if writer is None or language not in (*LANGUAGES, "both"):
        raise NotFound
    actor = actor_of(request)
    plan = access.plan_for(actor, slug)
    source = _source(actor, plan, request.GET.get("edition", ""))
    data: Any = writer.write(source, language)
    response = HttpResponse(data, content_type=writer.MEDIA_TYPE)
    name = quote(f"{plain(source.text['title'], language)} {source.name}.{kind}"[-150:])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _source(actor: Actor, plan: Plan, wanted: str) -> lines.Source:
    """A plan that came with the content has one text; a draft is for those who see drafts."""
    if plan.unit_id is None:
        return lines.source(plan, None)
    if wanted == DRAFT:
        if not access.sees_drafts(actor, plan):
            raise NotFound
        return lines.source(plan, None)
    if not wanted:
        return lines.source(plan, editions.shown_on(plan, clock.today()))
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 5):
        raise NotFound
    return lines.source(plan, editions.edition(plan, int(wanted)))
