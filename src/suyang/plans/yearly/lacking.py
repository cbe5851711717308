"""What a year's report could not show, and why: said in its last part, so that no gap is silent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from suyang.foundation.texts import plain, reader_language
from suyang.plans.goals import words as goal_words
from suyang.plans.goals.rules import Answer, Outcome
from suyang.plans.judging import Judgement
from suyang.plans.targets import words as target_words
from suyang.plans.yearly import wording
from suyang.plans.yearly.model import Block, Listed, Part, Said
from suyang.plans.yearly.queries import Facts
from suyang.plans.yearly.wording import pair


def part(facts: Facts) -> Part:
    said = [Said(text) for text in _lacking(facts)]
    blocks: list[Block] = [Listed(tuple(said))] if said else [Said(_("Nothing was left out."))]
    blocks.append(
        Said(
            _(
                "Small numbers of people are withheld here from everybody, whoever made this "
                "report, because it may be passed on."
            )
        )
    )
    return Part(_("What could not be shown, and why"), tuple(blocks))


def _lacking(facts: Facts) -> Iterator[str]:
    yield from _figures(facts)
    yield from _changes(facts)
    yield from _tasks(facts)
    yield from _goals(facts)
    yield from _targets(facts)
    yield from _texts(facts)
    if not facts.forms:
        yield _("Who reported: no report of this plan was asked for in this year.")
    if not facts.follow_ups:
        yield _("Follow-ups: none was asked or open in this year.")


def _figures(facts: Facts) -> Iterator[str]:
    for line in facts.lines:
        if line.figure.now.value is None:
            reason = wording.reason(line.indicator, line.figure.now)
            yield pair(wording.name(line.indicator), reason)


def _changes(facts: Facts) -> Iterator[str]:
    for line in facts.lines:
        now, before = line.figure.now, line.figure.a_year_ago
        if why := wording.why_no_change(line.indicator, now, before):
            yield pair(
                _("%(indicator)s, change") % {"indicator": wording.name(line.indicator)}, why
            )


def _tasks(facts: Facts) -> Iterator[str]:
    closed = [one.task.number for one in facts.tasks if one.milestones is None]
    if closed:
        why = _("kept by the plan's office and the lead body, and not open to this office")
        yield pair(_("State and milestones of %(tasks)s") % {"tasks": _joined(closed)}, why)
    if not facts.tasks:
        yield _("Key tasks: the plan has none that are open to this office.")


def _goals(facts: Facts) -> Iterator[str]:
    if facts.year.year != facts.plan.year and facts.plan.goals.exists():
        yield _("Goals: they are judged in the plan's own year, %(year)s.") % {
            "year": facts.plan.year
        }
    unwritten = sum(not one.parts for one in facts.goals)
    if unwritten:
        yield pair(_("Goals for which no rule is written, so that nothing judges them"), unwritten)
    for one in facts.goals:
        if one.parts and one.outcome == Outcome.CANNOT_BE_SHOWN:
            reasons = dict.fromkeys(
                str(goal_words.REASONS[part.part.because]).rstrip("。.")
                for part in one.parts
                if part.part.answer == Answer.UNKNOWN
            )
            about = _("Goal “%(goal)s”") % {"goal": plain(one.goal.body["text"])}
            yield pair(about, wording.listed(*reasons))


def _targets(facts: Facts) -> Iterator[str]:
    if not facts.targets:
        yield _("Targets: none is set for this unit's tasks and indicators of the plan.")
    for one in facts.targets:
        if one.judged.judgement in (Judgement.NOT_SHOWN, Judgement.NO_DATA):
            name = wording.name_in(one.target.indicator, one.target.column)
            about = _("Target “%(target)s”") % {"target": name}
            yield pair(about, target_words.WHYS[one.judged.why])


def _texts(facts: Facts) -> Iterator[str]:
    """Texts of the office that are shown in the other language, because there is only that."""
    language = reader_language()
    other = sum(language not in one for one in facts.written.texts.values())
    if other:
        yield pair(_("Texts of the office that are not written in this language"), other)


def _joined(numbers: list[str]) -> str:
    return str(_(", ")).join(numbers)
