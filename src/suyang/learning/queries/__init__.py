"""Reads of learning.

groups.py   programmes, groups and what a trainer sees of them
way.py      a participant's way: where they are, the one thing to do next
results.py  results before and after in words, and the change with its uncertainty
"""

from suyang.learning.queries.groups import (
    enrolment_in,
    group,
    groups_of,
    latest_enrolment,
    programme,
    programmes,
    programmes_for,
    standing,
    tick_in,
    ticks,
)
from suyang.learning.queries.results import Results, results, shared_results
from suyang.learning.queries.way import Next, Way, way

__all__ = [
    "Next",
    "Results",
    "Way",
    "enrolment_in",
    "group",
    "groups_of",
    "latest_enrolment",
    "programme",
    "programmes",
    "programmes_for",
    "results",
    "shared_results",
    "standing",
    "tick_in",
    "ticks",
    "way",
]
