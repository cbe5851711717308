"""What an installation holds about its checks, as JSON: `python -m tests.long.kept`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import django


def kept() -> dict[str, Any]:
    from suyang.assessment.actions import CHECK_FINISHED
    from suyang.assessment.models import Check, Presentation, Response
    from suyang.foundation.models import Delivery, OutboxEvent
    from tests.long.tally.models import Call

    presented = Presentation.objects.order_by("check_taken_id", "position")
    events = list(OutboxEvent.objects.filter(kind=CHECK_FINISHED))
    calls = Counter(Call.objects.values_list("event", flat=True))
    return {
        "integrity": _integrity(),
        "checks": {
            str(check.id): {
                "finished": check.finished_at is not None,
                "result": hasattr(check, "result"),
            }
            for check in Check.objects.select_related("result")
        },
        "presentations": [
            [str(one.id), str(one.check_taken_id), one.position, one.item_id] for one in presented
        ],
        "responses": [
            [str(one.presentation_id), one.answer, one.dont_know] for one in Response.objects.all()
        ],
        "events": [str(one.subject) for one in events],
        "calls": [calls[one.id] for one in events],
        "deliveries": Delivery.objects.count(),
        "open_deliveries": Delivery.objects.filter(done_at=None).count(),
    }


def _integrity() -> str:
    from django.db import connection

    if connection.vendor != "sqlite":
        return "ok"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return "; ".join(row[0] for row in cursor.fetchall())


if __name__ == "__main__":
    django.setup()
    print(json.dumps(kept()))
