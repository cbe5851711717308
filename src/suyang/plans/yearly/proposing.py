"""Sentences that an office may begin with, made from the figures of its report and nothing else:
what was met, what is behind, what cannot be shown. They are put into a form and not kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from suyang.foundation.texts import LANGUAGES, plain
from suyang.plans.goals.rules import Outcome
from suyang.plans.judging import Judgement
from suyang.plans.models import Plan
from suyang.plans.seeing import overview
from suyang.plans.targets import queries as targets
from suyang.plans.targets import words as target_words
from suyang.plans.yearly import texts, wording
from suyang.plans.yearly.queries import Facts, Line, Task

# So many names stand in a sentence; of more it is said how many.
NAMED: Final = 6
_NOT_SAID: Final = (Judgement.NOT_SHOWN, Judgement.NO_DATA)


@dataclass(frozen=True)
class _About:
    """What a section is about: all of the report, or what belongs to an aspect or a task."""

    tasks: list[Task]
    lines: list[Line]
    targets: list[targets.Standing]


def propose(facts: Facts, key: str) -> dict[str, str]:
    """{language: sentences} for a section; empty where the figures say nothing about it."""
    about = _about(facts, key)
    found = {}
    for language in LANGUAGES:
        with translation.override("zh-hans" if language == "zh-Hans" else language):
            said = list(_conclusion(facts, about) if key == texts.CONCLUSION else _sentences(about))
            if key == texts.INTRODUCTION:
                said = [_opening(facts), *said, *_goals(facts)]
            found[language] = _run_on(said)
    return {language: text for language, text in found.items() if text}


def _about(facts: Facts, key: str) -> _About:
    if key in (texts.INTRODUCTION, texts.CONCLUSION):
        return _About(facts.tasks, facts.lines, facts.targets)
    for group in facts.groups:
        if group.aspect is not None and texts.of_aspect(group.aspect.pk) == key:
            return _narrowed(facts, group.tasks, group.lines)
        for one in group.tasks:
            if texts.of_task(one.task.pk) == key:
                return _narrowed(facts, [one], _lines_of(facts.plan, one, group.lines))
    return _About([], [], [])


def _lines_of(plan: Plan, task: Task, lines: list[Line]) -> list[Line]:
    linked = overview.indicators_by_task(plan, [task.task.pk]).get(task.task.pk, ())
    slugs = {one.slug for one in linked}
    return [one for one in lines if one.indicator.slug in slugs]


def _narrowed(facts: Facts, tasks: list[Task], lines: list[Line]) -> _About:
    """The targets of these tasks, and of their indicators where a target names no task."""
    slugs, pks = {one.indicator.slug for one in lines}, {one.task.pk for one in tasks}
    found = [
        one
        for one in facts.targets
        if one.target.task_id in pks
        or (one.target.task_id is None and one.target.indicator.slug in slugs)
    ]
    return _About(tasks, lines, found)


def _opening(facts: Facts) -> str:
    text = ngettext(
        "In %(year)s this office worked on %(tasks)s key task of the plan “%(plan)s”.",
        "In %(year)s this office worked on %(tasks)s key tasks of the plan “%(plan)s”.",
        len(facts.tasks),
    )
    return text % {
        "year": facts.year.year,
        "tasks": len(facts.tasks),
        "plan": plain(facts.plan.title),
    }


def _sentences(about: _About) -> Iterable[str]:
    shown = [one for one in about.lines if one.figure.now.value is not None]
    if about.lines:
        yield _("Indicators with a figure of this year: %(shown)s of %(all)s.") % {
            "all": len(about.lines),
            "shown": len(shown),
        }
    yield from _milestones(about.tasks)
    yield from _named(_("Met: %(names)s."), _targets(about, Judgement.MET))
    yield from _named(_("On track: %(names)s."), _targets(about, Judgement.ON_TRACK))
    yield from _named(_("Behind: %(names)s."), _targets(about, Judgement.BEHIND))
    yield from _named(_("What cannot be shown: %(names)s."), _lacking(about))


def _conclusion(facts: Facts, about: _About) -> Iterable[str]:
    """What is left to do."""
    behind = _targets(about, Judgement.BEHIND)
    if facts.targets:
        met = _targets(about, Judgement.MET)
        yield _("Targets met: %(met)s of %(all)s; behind: %(behind)s.") % {
            "all": len(facts.targets),
            "met": len(met),
            "behind": len(behind),
        }
    yield from _named(_("Behind, and to be looked at first: %(names)s."), behind)
    late = [
        f"{one.task.number} {plain(one.task.body['title'])}"
        for one in about.tasks
        if one.milestones is not None and one.milestones.late
    ]
    yield from _named(_("Key tasks with milestones that are late: %(names)s."), late)
    yield from _named(_("Next year needs figures for: %(names)s."), _lacking(about, why=False))


def _goals(facts: Facts) -> Iterable[str]:
    by_outcome: dict[Outcome, int] = {}
    for one in facts.goals:
        by_outcome[one.outcome] = by_outcome.get(one.outcome, 0) + 1
    if by_outcome:
        yield _(
            "Goals of the plan reached: %(reached)s of %(all)s; not reached: %(not_reached)s; "
            "cannot be shown: %(unknown)s."
        ) % {
            "all": len(facts.goals),
            "reached": by_outcome.get(Outcome.REACHED, 0),
            "not_reached": by_outcome.get(Outcome.NOT_REACHED, 0),
            "unknown": by_outcome.get(Outcome.CANNOT_BE_SHOWN, 0),
        }


def _milestones(tasks: list[Task]) -> Iterable[str]:
    stones = [one.milestones for one in tasks if one.milestones is not None]
    due = sum(one.due for one in stones)
    if due:
        yield _("Milestones of the year: %(due)s; of these done: %(done)s, late: %(late)s.") % {
            "due": due,
            "done": sum(one.done for one in stones),
            "late": sum(one.late for one in stones),
        }


def _targets(about: _About, judgement: Judgement) -> list[str]:
    found = []
    for one in about.targets:
        if one.judged.judgement == judgement:
            indicator = one.target.indicator
            found.append(
                _("%(indicator)s (%(figure)s; target: %(aim)s)")
                % {
                    "indicator": wording.name_in(indicator, one.target.column),
                    "figure": target_words.figure(indicator, one.figure),
                    "aim": target_words.aim(one.target),
                }
            )
    return found


def _lacking(about: _About, why: bool = True) -> list[str]:
    """Indicators without a figure, and targets that nothing judges though there is one."""
    found = {}
    for line in about.lines:
        if line.figure.now.value is None:
            reason = wording.reason(line.indicator, line.figure.now)
            found[wording.name(line.indicator)] = reason
    for one in about.targets:
        if one.judged.judgement in _NOT_SAID:
            reason = str(target_words.WHYS[one.judged.why]).rstrip("。.")
            found.setdefault(wording.name_in(one.target.indicator, one.target.column), reason)
    if not why:
        return list(found)
    return [
        _("%(name)s (%(reason)s)") % {"name": name, "reason": reason}
        for name, reason in found.items()
    ]


def _named(sentence: str, names: list[str]) -> Iterable[str]:
    if not names:
        return
    listed = wording.listed(*names[:NAMED])
    if len(names) > NAMED:
        listed = _("%(names)s and %(n)s more") % {"names": listed, "n": len(names) - NAMED}
    yield sentence % {"names": listed}


def _run_on(sentences: Iterable[str]) -> str:
    """Sentences one after the other; Chinese writes no space between them."""
    between = "" if (translation.get_language() or "").startswith("zh") else " "
    return between.join(one for one in sentences if one)
