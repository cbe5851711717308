"""The API of checks: operations.py, with schemas.py (what is sent) and shown.py (from rows)."""

from suyang.assessment.api.operations import router

__all__ = ["router"]
