"""Long work that somebody waits for: a row that says how far it is, a task that does it.

The page of the job (`job`) shows it; the owner alone sees it.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from suyang.foundation import clock, ids
from suyang.foundation.models import Job
from suyang.foundation.permissions import Refused

Progress = Callable[[int, int, str], None]


def announce(
    kind: str, owner: uuid.UUID | None, message: str, job_id: uuid.UUID | None = None
) -> Job:
    """Make the row before the task is put into the queue. A given id makes a repeat harmless."""
    return Job.objects.create(
        id=job_id or ids.uuid7(), kind=kind, owner=owner, message=message, created_at=clock.now()
    )


def run(job_id: uuid.UUID, work: Callable[[Progress], tuple[str, str]]) -> None:
    """Do the work of a job: `work` reports progress and returns (message, address of the result).

    A repeat after a crash does it again; a finished job is left as it is.
    """
    job = Job.objects.get(id=job_id)
    if job.state == Job.State.DONE:
        return
    Job.objects.filter(id=job_id).update(state=Job.State.RUNNING)

    def progress(done: int, total: int, message: str) -> None:
        Job.objects.filter(id=job_id).update(done=done, total=total, message=message[:300])

    try:
        message, address = work(progress)
    except Refused as refusal:
        _finish(job_id, Job.State.FAILED, refusal.message, "")
    except Exception as error:
        _finish(job_id, Job.State.FAILED, f"{type(error).__name__}", "")
        raise
    else:
        _finish(job_id, Job.State.DONE, message, address)


def end(job_id: uuid.UUID, message: str, address: str) -> None:
    """Done, said in one transaction with what was done: for work that a repeat could not do."""
    _finish(job_id, Job.State.DONE, message, address)


def _finish(job_id: uuid.UUID, state: str, message: str, address: str) -> None:
    Job.objects.filter(id=job_id).update(
        state=state, message=message[:300], result_url=address, finished_at=clock.now()
    )
