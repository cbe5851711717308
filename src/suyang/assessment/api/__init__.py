"""The API of checks: beginning.py and operations.py, handovers.py for sites that send people here,
with schemas.py (what is sent) and shown.py (from rows)."""

from suyang.assessment.api.beginning import router as beginning
from suyang.assessment.api.handovers import router as handovers
from suyang.assessment.api.operations import router

__all__ = ["beginning", "handovers", "router"]
