"""The figures as a person reads them in a terminal."""

from __future__ import annotations

from typing import Any

from benchmarks.adaptive import written as adaptive
from benchmarks.figures import start as figures
from benchmarks.units import start as units


def written(found: dict[str, Any]) -> str:
    lines = [", ".join(f"{name} {value}" for name, value in found["environment"].items()), ""]
    for database, compared in found["answer_path"].items():
        lines += _answer_path(database, compared)
    lines += [f"not measured: {what}: {why}" for what, why in found["not_measured"].items()]
    if "engine" in found:
        lines += _engine(found["engine"])
    if "engine_cost" in found:
        lines += adaptive.cost(found["engine_cost"])
    if "adaptive" in found:
        lines += adaptive.compared(found["adaptive"])
    if "figures" in found:
        lines += figures.lines(found["figures"])
    if "units" in found:
        lines += units.lines(found["units"])
    if "first_load" in found:
        lines += _first_load(found["first_load"])
    return "\n".join(lines)


def _answer_path(database: str, compared: dict[str, Any]) -> list[str]:
    ours, bare, floor = compared["suyang"], compared["bare"], compared["floor"]
    post, page = ours["latency_ms"]["post"], ours["latency_ms"]["get"]
    bare_post, bare_page = bare["latency_ms"]["post"], bare["latency_ms"]["get"]
    rows = [
        ("CPU of the server, an answer and the next page", "cpu_ms_together", "ms"),
        ("CPU of the database server", "database_cpu_ms", "ms"),
        ("requests a second", "requests_per_s", ""),
        ("memory (RSS)", "rss_mb", "MB"),
    ]
    return [
        f"Answer path, {database}: {ours['answers']} answers",
        _row("", "Suyang", "bare Django", "ratio"),
        *(
            _row(name, f"{ours[key]} {unit}", f"{bare[key]} {unit}", _ratio(ours[key], bare[key]))
            for name, key, unit in rows
        ),
        _row("  of it the POST", f"{ours['cpu_ms_post']} ms", "", ""),
        _row("  of it the page", f"{ours['cpu_ms_page']} ms", "", ""),
        _row(
            "CPU beside a view that only inserts and renders",
            f"{ours['cpu_ms_together']} ms",
            f"{floor['cpu_ms_together']} ms",
            f"{compared['ratio_to_insert_and_render']}",
        ),
        _row(
            "… and does that in one request",
            f"{ours['cpu_ms_together']} ms",
            f"{floor['cpu_ms_one_request']} ms",
            f"{compared['ratio_to_one_request']}",
        ),
        _row("page", f"{ours['page_bytes']} bytes", f"{floor['page_bytes']} bytes", ""),
        _row("POST, p50 / p99", _pair(post), _pair(bare_post), ""),
        _row("page, p50 / p99", _pair(page), _pair(bare_page), ""),
        "",
    ]


def _engine(engine: dict[str, Any]) -> list[str]:
    step, end = engine["step_us"], engine["end_us"]
    return [
        f"Engine alone, {engine['answers']} choices",
        _row("", "mean", "p50", "p99"),
        _row("the next item, for each answer", *(f"{step[key]} µs" for key in step)),
        _row("posterior and report, at the end", *(f"{end[key]} µs" for key in end)),
        "",
    ]


def _first_load(pages: dict[str, Any]) -> list[str]:
    lines = ["First load, with everything the page names, as sent", _row("", "bytes", "limit", "")]
    for name, page in pages.items():
        lines.append(_row(name, f"{page['bytes']}", f"{page['limit']}", ""))
        for path, size in page["files"].items():
            lines.append(_row(f"    {path[:40]}", f"{size}", "", ""))
    return lines


def _row(name: str, *cells: str) -> str:
    return f"  {name:<46}" + "".join(f"{cell:>20}" for cell in cells)


def _pair(times: dict[str, float]) -> str:
    return f"{times['p50']} / {times['p99']} ms"


def _ratio(ours: float, floor: float) -> str:
    return f"{ours / floor:.2f}" if floor else ""
