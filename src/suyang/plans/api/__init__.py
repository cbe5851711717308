"""The API of plans: operations.py, with schemas.py (what is sent) and shown.py (from rows)."""

from suyang.plans.api.operations import router

__all__ = ["router"]
