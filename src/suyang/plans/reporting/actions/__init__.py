"""Every change to a report.

A report's rows change under its lock; reports that one decision touches are locked in the order of
their ids, so that two decisions wait for each other and never for good. Each step is a
`ReportStep` for readers and a line of the report's own audit stream, whose hash covers the values.
"""

from suyang.plans.reporting.actions.deciding import (
    Reopened,
    approve,
    decider_of,
    excuse,
    may_decide,
    reopen,
    send_back,
)
from suyang.plans.reporting.actions.filling_in import (
    Incomplete,
    Meanwhile,
    Unread,
    fill_again,
    open_report,
    save,
    submit,
    take_back,
)
from suyang.plans.reporting.actions.steps import stream

__all__ = [
    "Incomplete",
    "Meanwhile",
    "Reopened",
    "Unread",
    "approve",
    "decider_of",
    "excuse",
    "fill_again",
    "may_decide",
    "open_report",
    "reopen",
    "save",
    "send_back",
    "stream",
    "submit",
    "take_back",
]
