"""The API of groups: groups.py for who runs them, enrolments.py for who learns in them.

schemas.py says what is sent, shown.py makes it from rows.
"""

from suyang.learning.api import enrolments, groups

routers = (groups.router, enrolments.router)

__all__ = ["routers"]
