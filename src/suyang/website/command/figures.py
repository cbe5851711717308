"""The figures of a simulation as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from gettext import gettext as _
from typing import Any

from suyang.website.command.tables import Table, block


def lines(data: Mapping[str, Any]) -> Iterator[str]:
    """All that `simulation.summary` found, the targets last."""
    parts = data["parts"]
    yield from block(_("Parts"), [[name, _meaning(name)] for name in parts])
    yield from block(_("The check"), _sittings(parts["prior"]["sittings"]))
    yield from block(_("What is reported against the truth"), _accuracy(parts))
    yield from block(_("By the level of the truth"), _curves(parts))
    yield from block(_("What is said of bands"), _bands(parts))
    for name, said in _confusions(parts):
        yield from block(name, said)
    yield from block(_("A true spike in one competence, share that comes back"), _spikes(parts))
    yield from block(_("Who says “I don't know” instead of guessing"), _honest(parts))
    yield from block(_("How often questions are met"), _exposure(data["exposure"]))
    yield from block(_("Targets"), _targets(data["targets"]))


def _meaning(part: str) -> str:
    """What a part draws differently from the first."""
    if part.startswith("correlation-"):
        return _("every two competences truly correlate by that much")
    return {
        "prior": _("people and difficulties as the engine assumes them"),
        "even": _("overall means spread over all levels, half of the people at levels 1 and 2"),
        "means": _("people as the prior of reported means assumes them"),
        "shift-harder": _("all questions harder than assumed, by .3"),
        "shift-easier": _("all questions easier than assumed, by .3"),
        "honesty": _("who does not know says so and never guesses"),
        "spike-up": _("one competence stands 1 above all the others, which are equal"),
        "spike-down": _("one competence stands 1 below all the others, which are equal"),
        "start-unasked": _("the two starting questions are left out"),
        "start-misleading": _("the two starting questions are answered at random"),
    }[part]


def _sittings(of: Mapping[str, Any]) -> Table:
    words = {
        "precision": _("precision reached"),
        "length": _("full length"),
        "exhausted": _("no question left"),
    }
    ends = ", ".join(f"{words[name]} {count}" for name, count in of["ended_by"].items())
    return [
        [_("people"), str(of["people"])],
        [_("checks"), str(of["checks"])],
        [_("questions"), _figure(of["items"], 1)],
        [_("minutes"), _figure(of["minutes"], 1)],
        [_("seconds of the engine"), _figure(of["cpu_s"], 2)],
        [_("ended by"), ends],
    ]


def _accuracy(parts: Mapping[str, Any]) -> Table:
    head = [
        "",
        "",
        _("bias"),
        _("error (rmse)"),
        _("stated sd"),
        _("within 80 %"),
        _("within 95 %"),
        _("plain prior, 80 %"),
        _("plain prior, 95 %"),
    ]
    rows = [
        [
            name,
            _group(group),
            _signed(of["bias"]),
            _figure(of["rmse"]),
            _figure(of["stated_sd"]),
            *(_figure(of["coverage"][width]) for width in ("80", "95")),
            *(_figure(of["coverage_by_prior"][width]) for width in ("80", "95")),
        ]
        for name, part in parts.items()
        for group, of in part["groups"].items()
    ]
    return [head, *rows]


def _curves(parts: Mapping[str, Any]) -> Table:
    head = ["", "", _("level"), "n", _("bias"), _("within 80 %"), _("within 95 %")]
    rows = [
        [
            name,
            _group(group),
            str(at["level"]),
            str(at["bias"]["n"]),
            _signed(at["bias"]),
            _figure(at["80"]),
            _figure(at["95"]),
        ]
        for name, part in parts.items()
        for group, of in part["groups"].items()
        for at in of.get("curve", ())
        if _is_shown(name, group)
    ]
    return [head, *rows]


def _bands(parts: Mapping[str, Any]) -> Table:
    head = [
        "",
        "",
        _("too high"),
        _("too low"),
        _("too high at level 1"),
        _("at level 2"),
        _("one band"),
        _("not enough evidence"),
    ]
    names = ("above", "below", "above_at_1", "above_at_2", "one_band", "not_enough")
    rows = [
        [name, _group(group), *(_figure(of["bands"][one]) for one in names)]
        for name, part in parts.items()
        for group, of in part["groups"].items()
    ]
    return [head, *rows]


def _confusions(parts: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    for name, part in parts.items():
        for group, of in part["groups"].items():
            if not _is_shown(name, group) or "confusion" not in of:
                continue
            found = of["confusion"]
            for shares, heading in (
                ("given_truth", _("%(group)s, share of those who truly are there (%(part)s)")),
                ("given_said", _("%(group)s, share of those of whom it is said (%(part)s)")),
            ):
                rows = zip(found["true"], found[shares], strict=True)
                table = [["", *map(_band, found["said"])]]
                table += [[_band(true), *(_share(one) for one in row)] for true, row in rows]
                yield heading % {"group": _group(group), "part": name}, table


def _band(name: str) -> str:
    words = {
        "foundation": _("foundation"),
        "intermediate": _("intermediate"),
        "advanced": _("advanced or above"),
        "not-enough": _("not enough evidence"),
    }
    return "…".join(words[one] for one in name.split("…"))


def _is_shown(part: str, group: str) -> bool:
    """Means over competences by level are shown of even people, competences of all others."""
    return (part == "even") == (group == "overall")


def _spikes(parts: Mapping[str, Any]) -> Table:
    names = {
        "offered": _("offered more questions"),
        "without": _("all, without them"),
        "with": _("all, with them where offered"),
        "before": _("offered, before them"),
        "after": _("offered, after them"),
    }
    rows = [
        [name, *(_figure(part["spike"][one]) for one in names)]
        for name, part in parts.items()
        if "spike" in part
    ]
    return [["", *names.values()], *rows] if rows else []


def _honest(parts: Mapping[str, Any]) -> Table:
    names = {
        "bias": _("bias"),
        "bias_full": _("the same with full guessing assumed"),
        "ratio": _("ratio"),
        "lowered": _("against guessing"),
        "full": _("against guessing, with full guessing assumed"),
    }
    rows = [
        [name, _group(group), *(_signed(of[one]) for one in names)]
        for name, part in parts.items()
        for group, of in part.get("honest", {}).items()
    ]
    return [["", "", *names.values()], *rows] if rows else []


def _exposure(of: Mapping[str, Any]) -> Table:
    head = ["", _("questions"), _("most used"), _("even share"), _("never used")]
    bound = "" if of["bound"] is None else f" ≤ {_share(of['bound'])}"
    unused = sum(row["unused"] for row in of["by_competence"])
    even = sum(row["even"] * row["pool"] for row in of["by_competence"]) / max(of["pool"], 1)
    return [
        head,
        [_("all"), str(of["pool"]), _share(of["most"]) + bound, _share(even), str(unused)],
        *(
            [
                row["competence"],
                str(row["pool"]),
                _share(row["most"]),
                _share(row["even"]),
                str(row["unused"]),
            ]
            for row in of["by_competence"]
        ),
    ]


def _targets(targets: Iterable[Mapping[str, Any]]) -> Table:
    words = {
        "met": _("met"),
        "uncertain": _("not met, within chance"),
        "missed": _("missed"),
    }
    return [
        [words[one["verdict"]], one["name"], _figure(one), _ends(one["low"], one["high"])]
        for one in targets
    ]


def _group(name: str) -> str:
    return {
        "overall": _("overall"),
        "areas": _("areas"),
        "competences": _("competences"),
    }[name]


def _ends(low: float | None, high: float | None) -> str:
    if low is None:
        return f"≤ {_share(high)}"
    return f"≥ {_share(low)}" if high is None else f"{_share(low)}–{_share(high)}"


def _figure(of: Mapping[str, Any], digits: int = 3) -> str:
    """The value and its Monte Carlo error."""
    if of["value"] is None:
        return "–"
    error = "" if of["error"] is None else f" ±{of['error']:.{digits}f}"
    return f"{of['value']:.{digits}f}{error}"


def _signed(of: Mapping[str, Any]) -> str:
    return f"{'+' if (of['value'] or 0) > 0 else ''}{_figure(of)}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
