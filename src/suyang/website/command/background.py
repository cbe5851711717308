"""What works beside the pages: the outbox, messages to other sites, the queue of long work, the
asking for reports, and the cleaning away of what is old.

In the embedded server they run as threads of the worker process; `suyang worker` runs them in a
process of its own.
"""

from __future__ import annotations

import logging
import multiprocessing.util
import os
import signal
import threading
import time
import uuid

from suyang.website.command import ground, lock

EMBEDDED = "SUYANG_EMBEDDED_WORKER"
LOCKED_HOME = "SUYANG_SERVING_LOCK"
LOOK_AGAIN_S = 1.0
log = logging.getLogger(__name__)


def start_in_server() -> None:
    """Called when a serving process loads the application: joins the lock, starts the threads."""
    if os.environ.get(LOCKED_HOME) == "1":
        _kept.append(lock.join(ground.home()))
        watch = threading.Thread(target=_end_with, args=(os.getppid(),), name="parent", daemon=True)
        watch.start()
    if os.environ.get(EMBEDDED) == "1":
        if ground.on_sqlite():
            _take_up_again()
        stop, threads = start()
        # Granian's workers are multiprocessing children: they run finalizers, not atexit.
        multiprocessing.util.Finalize(None, finish, args=(stop, threads), exitpriority=10)


def start() -> tuple[threading.Event, list[threading.Thread]]:
    """Start the threads; set the event to end them."""
    from suyang.foundation import cleaning, outbox
    from suyang.organisations.webhooks import sending
    from suyang.plans.reporting import reminding

    stop = threading.Event()
    tasks = threading.Thread(target=_work_off_tasks, args=(stop,), name="tasks", daemon=True)
    tasks.start()
    return stop, [
        outbox.start_dispatcher(stop),
        sending.start_sender(stop),
        cleaning.start_cleaner(stop),
        reminding.start_reminder(stop),
        tasks,
    ]


def finish(stop: threading.Event, threads: list[threading.Thread], patience_s: float = 6) -> None:
    """Ask the threads to end and wait for what they have begun."""
    from suyang.foundation import outbox

    stop.set()
    outbox.wake()
    for thread in threads:
        thread.join(patience_s)


_kept: list[object] = []


def _end_with(parent: int) -> None:
    """End when the first process was killed: nobody could stop this one by its address then."""
    while os.getppid() == parent:
        time.sleep(LOOK_AGAIN_S)
    os.kill(os.getpid(), signal.SIGTERM)


def _take_up_again() -> None:
    """Long work that was cut off by a crash goes back into the queue: nobody else is at it."""
    from django_tasks_db.compat import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    cut_off = DBTaskResult.objects.running()
    if cut_off.exists():
        cut_off.update(status=TaskResultStatus.READY)


def _work_off_tasks(stop: threading.Event) -> None:
    """Look for long work once a second, without taking the write lock while there is none."""
    from django.db import close_old_connections
    from django_tasks_db.models import DBTaskResult

    while not stop.wait(LOOK_AGAIN_S):
        try:
            if DBTaskResult.objects.ready().exists():
                _run_ready_tasks()
        except Exception:
            log.exception("The queue of long work could not be worked off; it will be tried again.")
        finally:
            close_old_connections()


def _run_ready_tasks() -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=uuid.uuid4().hex,
        excluded_queue_names=[],
    ).run()
