"""How long the result of an audit holds, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.plans.figures.queries import Figure
from suyang.plans.validity import EXPIRED, Rule


def held(found: Figure) -> str:
    """Which audit a figure is of, and until when it holds; empty for what is no audit's result."""
    if found.since is None:
        return ""
    audited = found.since.words()
    if found.until is None:
        return _("audit of %(period)s") % {"period": audited}
    told = {"period": audited, "day": found.until.isoformat()}
    if found.mark == EXPIRED:
        return _("audit of %(period)s, was valid until %(day)s") % told
    return _("audit of %(period)s, valid until %(day)s") % told


def rule(of: Rule) -> str:
    """What the definition says of it."""
    if of.months is None:
        said = _("until the next audit")
    else:
        said = ngettext("%(n)s month", "%(n)s months", of.months) % {"n": of.months}
    return (
        _("%(validity)s, unless the result says another day") % {"validity": said}
        if of.own
        else said
    )
