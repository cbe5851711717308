"""Every change to groups and what people do in them: one function per use case.

groups.py       start_group, close_group
enrolment.py    join, add_participant, reprint_code
attendance.py   record_attendance, tick_attendance, undo_attendance
lessons.py      open_lesson, finish_lesson
checks.py       start_check, skip_before
consents.py     set_sharing_consent, set_counting_consent
outgoing.py     export_group
incoming.py     read_package, preview_package, import_group
"""

from suyang.learning.actions.attendance import (
    record_attendance,
    tick_attendance,
    undo_attendance,
)
from suyang.learning.actions.checks import skip_before, start_check
from suyang.learning.actions.consents import set_counting_consent, set_sharing_consent
from suyang.learning.actions.enrolment import Joined, add_participant, join, reprint_code
from suyang.learning.actions.groups import close_group, start_group
from suyang.learning.actions.incoming import import_group, preview_package, read_package
from suyang.learning.actions.lessons import finish_lesson, open_lesson
from suyang.learning.actions.outgoing import export_group

__all__ = [
    "Joined",
    "add_participant",
    "close_group",
    "export_group",
    "finish_lesson",
    "import_group",
    "join",
    "open_lesson",
    "preview_package",
    "read_package",
    "record_attendance",
    "reprint_code",
    "set_counting_consent",
    "set_sharing_consent",
    "skip_before",
    "start_check",
    "start_group",
    "tick_attendance",
    "undo_attendance",
]
