"""Microseconds of the engine alone: `python -m benchmarks.engine`, in a home that has a bank.

CPU time of the thread. An answer costs one choice of the next item; the end of a check one
posterior and one report.
"""

from __future__ import annotations

import json
import random
import time
from statistics import mean, quantiles

import django

CHECKS = 60


def main() -> None:
    django.setup()
    from suyang.assessment import engine, queries, report
    from suyang.items.queries import bank_arrays, current_bank

    bank = current_bank()
    assert bank is not None
    arrays = bank_arrays(bank.id)
    rules = queries.blueprint("quick").body
    chance = random.Random(7)
    steps: list[float] = []
    ends: list[float] = []
    for seed in range(CHECKS):
        log = engine.Log(
            rules=rules,
            arrays=arrays,
            competences=arrays.competences,
            half="",
            correlation=engine.CURRENT_CORRELATION,
            seed=seed,
            seen=frozenset(),
            entries=(),
        )
        while True:
            began = time.thread_time()
            step = engine.next_step(log)
            steps.append(time.thread_time() - began)
            if not isinstance(step, int):
                break
            log = log.with_answer(engine.Entry(step, chance.choice((0.0, 1.0)), False, ""))
        began = time.thread_time()
        report.make(log, engine.estimate(log))
        ends.append(time.thread_time() - began)
    answer = {"answers": len(steps), "step_us": _microseconds(steps), "end_us": _microseconds(ends)}
    print(json.dumps(answer))


def _microseconds(seconds: list[float]) -> dict[str, float]:
    return {
        "mean": round(1e6 * mean(seconds)),
        "p50": round(1e6 * quantiles(seconds, n=100)[49]),
        "p99": round(1e6 * quantiles(seconds, n=100)[98]),
    }


if __name__ == "__main__":
    main()
