"""What rooms count when they move or erase something, in words of the pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What mergers count, by the names that they give it.
KINDS_MOVED: dict[str, str | Promise] = {
    "checks": _("Checks with answers and results"),
    "ended_checks": _("Unfinished checks that ended because there was a later one"),
    "handovers": _("Checks that another site asked for"),
    "enrolments": _("Groups with days and lessons"),
    "groups_led": _("Groups that were led"),
    "evidence": _("Lines behind the figures of a plan"),
    "characteristics": _("What was said about oneself"),
    "consents": _("Agreements"),
    "handles": _("Sites that know you by a mark"),
    "files": _("Files"),
}

# What each room's provider erases.
ROOMS_ERASED: dict[str, str | Promise] = {
    "visits": _("When you last looked at the office's first page"),
    "reports": _("Steps at reports of an office, made nobody's"),
    "years' reports": _("Years' reports written for an office, made nobody's"),
    "written plans": _("Plans written for an office, made nobody's"),
    "plans": _("Lines behind the figures of a plan, made nobody's"),
    "learning": _("Groups, days and lessons"),
    "handovers": _("What other sites asked for"),
    "assessment": _("Checks, questions, answers and results"),
    "foundation": _("Files made for you"),
    "organisations": _("Roles in offices"),
    "people": _("Yourself: name, codes, agreements, account"),
}

# Why an account should be looked at (people.standing), and what to do about it.
REASONS: dict[str, str | Promise] = {
    "dormant": _("Not signed in for long"),
    "powerful": _("May do nearly everything"),
    "endless": _("A role without a last day"),
}
REMEDIES: dict[str, str | Promise] = {
    "dormant": _("Ask whether the account is still needed; if not, lock it and end its roles."),
    "powerful": _("Ask whether a smaller role or unit is enough; give that one and end this one."),
    "endless": _("Give the role a last day; it can be extended at any time."),
}
