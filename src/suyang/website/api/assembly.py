"""Which rooms' operations there are, who may call them, and how every failure is answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from suyang.assessment.api import beginning, handovers
from suyang.assessment.api import router as checks
from suyang.assessment.api.sharing import router as shares
from suyang.foundation.api import problems
from suyang.foundation.api.throttling import Limit, SiteLimit
from suyang.frameworks.api import router as frameworks
from suyang.learning.api import routers as groups
from suyang.organisations.api import router as units
from suyang.people.api import KNOWN, OPEN
from suyang.people.api_sites import router as sites
from suyang.plans.api import router as plans
from suyang.plans.api.indicators import router as indicators
from suyang.plans.api.indicators import with_figures
from suyang.plans.reporting.api import router as reports
from suyang.plans.reporting.api_follow_ups import router as follow_ups
from suyang.plans.reporting.api_forms import router as report_forms
from suyang.plans.targets.api import router as targets

VERSION = "1"
REQUESTS_A_MINUTE = 600

api = NinjaAPI(
    title=_("The API of Suyang"),
    version=VERSION,
    description=_("Take a check, run a group, read the plan: what the pages do."),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=KNOWN,
    throttle=[Limit("all", REQUESTS_A_MINUTE), SiteLimit()],
    servers=[{"url": "/"}],
)
api.add_router("", frameworks, auth=OPEN)
_plan = (plans, indicators, with_figures, targets, reports, report_forms, follow_ups)
for _router in (beginning, checks, shares, sites, handovers, *groups, *_plan, units):
    api.add_router("", _router)
problems.register(api)


def operations() -> tuple[list[Any], str, str]:
    """The addresses of all operations, as `path` includes them."""
    patterns, app, namespace = api.urls
    for pattern in patterns:
        if pattern.callback is not None:
            pattern.callback = _answered(pattern.callback)
    return patterns, app, namespace


@csrf_exempt
def nothing_here(_request: HttpRequest, rest: str) -> HttpResponse:
    return problems.problem(404, gettext("The API has no such address. See its reference."))


def _answered(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """An operation's view whose refusal of a method is a problem as well."""

    @wraps(view)
    def handle(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        allowed = response["Allow"]
        detail = gettext("This address takes %(methods)s.") % {"methods": allowed}
        return problems.problem(405, detail, headers={"Allow": allowed})

    return handle
