"""What stands behind a figure's method label, in plain words: the label itself is small print."""

from __future__ import annotations

from django.utils.translation import gettext as _

from suyang.assessment import groups as estimates


def explained(label: str) -> str:
    """How figures with this label came about, for somebody who knows no statistics."""
    if label != estimates.METHOD:
        return _(
            "This figure was computed with an earlier version of the method. It is computed anew "
            "when the next check comes in."
        )
    return _(
        "Nobody's answers settle exactly what they can do. So the program draws many possible "
        "levels for each person, all of which fit everybody's answers, and counts in each draw how "
        "many people are in each band. The figure is the average of these draws; the interval "
        "holds 95 in 100 of them, and with them the uncertainty about people and questions."
    )


def version(label: str) -> str:
    """The exact label, for whoever wants to find the method."""
    return _("Method version: %(label)s") % {"label": label}
