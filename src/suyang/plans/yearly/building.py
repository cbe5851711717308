"""The year's report in words: each part says what there is, and the last one what there is not."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import TypeVar

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from suyang.foundation.texts import plain, show
from suyang.organisations import queries as units
from suyang.plans.goals import words as goal_words
from suyang.plans.goals.queries import Judged
from suyang.plans.models import FollowUp, KeyTask
from suyang.plans.reporting.standing import Asked
from suyang.plans.reporting.tallies import Tally
from suyang.plans.seeing import words as seeing
from suyang.plans.targets import words as target_words
from suyang.plans.templatetags.reporting import follow_up_word, standing_word
from suyang.plans.yearly import lacking, texts, wording
from suyang.plans.yearly.model import Block, Listed, Part, Said, Table, Year
from suyang.plans.yearly.noting import Notes, address, path
from suyang.plans.yearly.queries import Facts, Group, Line, Task
from suyang.plans.yearly.wording import pair

K = TypeVar("K", bound=str)


def build(facts: Facts, language: str) -> Year:
    """The report in "zh-Hans" or "en"."""
    with translation.override("zh-hans" if language == "zh-Hans" else language):
        return _Building(facts, language).year()


class _Building:
    def __init__(self, facts: Facts, language: str) -> None:
        self.facts = facts
        self.language = language
        self.unit_name = units.name_of(facts.unit, facts.day)
        self.notes = Notes(facts.unit, self.unit_name)
        indicators = [one.indicator for one in facts.lines]
        indicators += [one.target.indicator for one in facts.targets]
        indicators += [
            part.indicator for goal in facts.goals for part in goal.parts if part.indicator
        ]
        self.notes.know(indicators)

    def year(self) -> Year:
        facts = self.facts
        parts = [
            Part(pgettext("report", "Introduction"), self._office_text(texts.INTRODUCTION)),
            self._in_short(),
            self._goals(),
            *(self._group(one) for one in facts.groups),
            self._targets(),
            self._reports(),
            self._follow_ups(),
            Part(_("Conclusion"), self._office_text(texts.CONCLUSION)),
            lacking.part(facts),
        ]
        plan = plain(facts.plan.title)
        return Year(
            language=self.language,
            title=_("%(plan)s: report of the year %(year)s")
            % {"plan": plan, "year": facts.year.year},
            subtitle=self.unit_name,
            as_of=_("As of the end of %(day)s") % {"day": facts.day.isoformat()},
            demonstration=units.demonstration_label(),
            parts=tuple(one for one in parts if one.blocks),
            notes_heading=_("Notes: what stands behind each figure"),
            notes=tuple(self.notes.all),
            name=f"{facts.plan.slug}-{facts.year}",
        )

    # -- the whole in a few lines ----------------------------------------------------------------

    def _in_short(self) -> Part:
        facts = self.facts
        said = [self._tasks_in_short(), self._milestones_in_short()]
        shown = sum(one.figure.now.value is not None for one in facts.lines)
        if facts.lines:
            said.append(
                Said(
                    _("Indicators with a figure of the year: %(shown)s of %(all)s")
                    % {"shown": shown, "all": len(facts.lines)},
                    self._note("figures"),
                )
            )
        if facts.goals:
            counted = Counter(one.outcome for one in facts.goals)
            words = _counted(counted, goal_words.OUTCOMES.items())
            said.append(Said(pair(_("Goals of the plan"), words), self._note("goals")))
        if facts.targets:
            judged = Counter(one.judged.judgement for one in facts.targets)
            words = _counted(judged, target_words.JUDGEMENTS.items())
            said.append(Said(pair(_("Targets"), words), self._note("targets")))
        if facts.forms:
            whole = Tally()
            for one in facts.forms:
                whole.add(one.tally)
            said.append(Said(pair(_("Reports"), _tally(whole)), self._note("reports")))
        states = Counter(one.state for one, _name in facts.follow_ups)
        if states:
            words = _counted(states, ((one, follow_up_word(one)) for one in FollowUp.State.values))
            said.append(Said(pair(_("Follow-ups"), words), self._note("follow_ups")))
        return Part(_("The year in short"), (Listed(tuple(said)),))

    def _tasks_in_short(self) -> Said:
        known = [one for one in self.facts.tasks if one.milestones is not None]
        states = Counter(one.task.state for one in known)
        words = _counted(states, ((one, seeing.state(one)) for one in KeyTask.State.values))
        unsaid = len(self.facts.tasks) - len(known)
        if unsaid:
            words = wording.listed(words, pair(_("state not open to this office"), unsaid))
        text = pair(_("Key tasks"), len(self.facts.tasks))
        return Said(wording.listed(text, words), self._note("tasks"))

    def _milestones_in_short(self) -> Said:
        stones = [one.milestones for one in self.facts.tasks if one.milestones is not None]
        numbers = {
            "due": sum(one.due for one in stones),
            "done": sum(one.done for one in stones),
            "after": sum(one.done_late for one in stones),
            "late": sum(one.late for one in stones),
        }
        text = _(
            "Milestones of the year: %(due)s; done: %(done)s, of these after their day: "
            "%(after)s; late: %(late)s"
        )
        return Said(text % numbers, self._note("milestones"))

    def _note(self, what: str) -> tuple[int, ...]:
        """The note of what was counted here and is no indicator's figure."""
        asked = {"unit": self.facts.unit, "period": self.facts.year}
        plan = address("plan-work", self.facts.plan.slug, **asked)
        texts: dict[str, tuple[str, str]] = {
            "tasks": (_("the plan's text; states as its offices keep them today"), plan),
            "figures": (_("the indicators of the plan and of its tasks, shown below"), plan),
            "milestones": (_("milestones of the tasks that are due in the year"), plan),
            "goals": (
                _("the goals' rules, applied to the unit's figures"),
                address("plan-goals", self.facts.plan.slug, unit=self.facts.unit),
            ),
            "targets": (
                _("the unit's targets, held against its figures"),
                address("target-list", unit=self.facts.unit),
            ),
            "reports": (
                _("reports asked of the unit and all below it for periods of the year"),
                address("review-list", unit=self.facts.unit),
            ),
            "follow_ups": (
                _("follow-ups about the plan in the unit and below it, open in the year"),
                address("follow-up-list"),
            ),
        }
        text, where = texts[what]
        about = wording.listed(
            pair(_("Source"), text),
            pair(pgettext("office", "Unit"), self.unit_name),
            pair(_("Period"), self.facts.year.words()),
            pair(
                _("Method"),
                _("counted when this report was made; what is not open to this office is left out"),
            ),
        )
        return self.notes.counted(what, about, where)

    # -- what the office wrote -------------------------------------------------------------------

    def _office_text(self, key: str, title: str = "") -> tuple[Said, ...]:
        """A section's paragraphs in the report's language, or in the other one where there is
        none; the last one has the note that says whose words they are."""
        written = self.facts.written
        found = show(written.of(key), self.language)
        paragraphs = [one for one in found.text.split("\n") if one.strip()]
        if not paragraphs:
            return ()
        language = found.language if found.fallback else ""
        noted = self.notes.counted(
            "texts",
            wording.listed(
                pair(_("Source"), _("text of the office")),
                pair(pgettext("office", "Unit"), self.unit_name),
                _("last changed on %(day)s") % {"day": written.changed_on},
                _("what it says is the office's own; figures stand beside it with their notes"),
            ),
            address("plan-year", self.facts.plan.slug, unit=self.facts.unit, year=self.facts.year),
        )
        if title:
            paragraphs[0] = pair(title, paragraphs[0])
        *first, last = paragraphs
        return (
            *(Said(one, language=language) for one in first),
            Said(last, noted, language=language),
        )

    # -- goals, aspects, targets -----------------------------------------------------------------

    def _goals(self) -> Part:
        blocks: list[Block] = []
        for one in self.facts.goals:
            outcome = goal_words.OUTCOMES[one.outcome]
            head = pair(plain(one.goal.body["text"]), outcome)
            blocks.append(Said(wording.then(head, goal_words.needs(one.goal.rule))))
            items = []
            for part in one.parts:
                answer = goal_words.ANSWERS[part.part.answer]
                reason = str(goal_words.REASONS[part.part.because])
                asked = pair(goal_words.part(part), answer)
                said = wording.then(wording.listed(asked, goal_words.rests_on(part)), reason)
                noted = self._figures(part)
                items.append(Said(said, noted))
            if items:
                blocks.append(Listed(tuple(items)))
        return Part(_("Goals of the plan"), tuple(blocks))

    def _figures(self, part: Judged) -> tuple[int, ...]:
        if part.indicator is None:
            return ()
        before = self.notes.figure(part.indicator, part.before)
        return (*before, *self.notes.figure(part.indicator, part.now))

    def _group(self, group: Group) -> Part:
        if group.aspect is None:
            heading = _("Indicators of the plan that belong to no single task")
        else:
            heading = f"{group.aspect.number} {plain(group.aspect.body['title'])}"
        blocks: list[Block] = []
        if group.aspect is not None:
            blocks += self._office_text(texts.of_aspect(group.aspect.pk))
        if group.tasks:
            blocks.append(
                Table(
                    _("Key tasks"),
                    (_("Key task"), _("State"), _("Lead body"), _("Milestones of the year")),
                    tuple(self._task(one) for one in group.tasks),
                )
            )
        if group.lines:
            year = self.facts.year
            headings = (
                _("Indicator"),
                year.words(),
                year.shifted(-1).words(),
                _("Change"),
                _("It rests on"),
            )
            rows = tuple(self._line(one) for one in group.lines)
            blocks.append(Table(_("Figures"), headings, rows, numeric=(1, 2, 3)))
        for one in group.tasks:
            title = f"{one.task.number} {plain(one.task.body['title'])}"
            blocks += self._office_text(texts.of_task(one.task.pk), title)
        return Part(heading, tuple(blocks))

    def _task(self, one: Task) -> tuple[Said, ...]:
        title = f"{one.task.number} {plain(one.task.body['title'])}"
        asked = {"unit": self.facts.unit, "period": self.facts.year}
        name = Said(title, href=path("task-work", one.task.slug, **asked))
        lead = Said(plain(one.lead) or _("not published"))
        if one.milestones is None:
            return name, Said("–"), lead, Said("–")
        numbers = one.milestones
        stones = wording.listed(
            pair(_("due"), numbers.due),
            pair(_("done"), numbers.done),
            pair(_("done after the day"), numbers.done_late) if numbers.done_late else "",
            pair(_("late"), numbers.late) if numbers.late else "",
        )
        if not numbers.due:
            return name, Said(seeing.state(one.task.state)), lead, Said(_("none"))
        return (
            name,
            Said(seeing.state(one.task.state)),
            lead,
            Said(stones, self._note("milestones")),
        )

    def _line(self, line: Line) -> tuple[Said, ...]:
        one, now, before = line.indicator, line.figure.now, line.figure.a_year_ago
        of_now, of_before = self.notes.figure(one, now), self.notes.figure(one, before)
        moved = wording.change(one, now, before)
        return (
            Said(wording.name(one)),
            Said(target_words.figure(one, now), of_now),
            Said(target_words.figure(one, before), of_before),
            Said(moved or "–", (*of_now, *of_before) if moved else ()),
            Said(wording.rests(now) or "–"),
        )

    def _targets(self) -> Part:
        rows = []
        for one in self.facts.targets:
            target, indicator = one.target, one.target.indicator
            figure = target_words.figure(indicator, one.figure)
            rows.append(
                (
                    Said(wording.name_in(indicator, target.column), href=path("target", target.id)),
                    Said(target_words.aim(target), self._note("targets")),
                    Said(
                        f"{figure} ({one.figure.period.words()})",
                        self.notes.figure(indicator, one.figure),
                    ),
                    Said(str(target_words.JUDGEMENTS[one.judged.judgement])),
                    Said(str(target_words.WHYS[one.judged.why])),
                )
            )
        if not rows:
            return Part(_("Targets"), ())
        headings = (_("Indicator"), _("Target"), _("What is known"), _("Judgement"), _("Why"))
        caption = _("Targets of the unit, as they stand")
        return Part(_("Targets"), (Table(caption, headings, tuple(rows)),))

    # -- reports and follow-ups ------------------------------------------------------------------

    def _reports(self) -> Part:
        facts = self.facts
        if not facts.forms:
            return Part(_("Who reported"), ())
        noted = self._note("reports")
        names = (
            _("Asked"),
            _("Handed up"),
            _("On time"),
            _("Approved"),
            _("Late"),
            _("Excused"),
        )
        numeric = tuple(range(1, 7))
        forms = tuple(
            (Said(plain(one.form.title), noted), *_cells(one.tally)) for one in facts.forms
        )
        reporters = tuple(
            (Said(plain(one.name), noted), *_cells(one.tally)) for one in facts.reporters
        )
        blocks: list[Block] = [
            Table(_("By form, all units together"), (_("Report"), *names), forms, numeric),
            Table(
                _("By unit, each with all below it"),
                (pgettext("office", "Unit"), *names),
                reporters,
                numeric,
            ),
        ]
        if facts.more_units:
            blocks.append(Said(_("Units not listed here: %(n)s") % {"n": facts.more_units}))
        if facts.missing:
            blocks.append(Said(_("Late or returned, in the unit and all below it:"), noted))
            blocks.append(Listed(tuple(Said(text) for text in _missing(facts.missing))))
        else:
            blocks.append(Said(_("No report is late or returned."), noted))
        if facts.more_missing:
            blocks.append(Said(_("Reports not listed here: %(n)s") % {"n": facts.more_missing}))
        return Part(_("Who reported"), tuple(blocks))

    def _follow_ups(self) -> Part:
        rows = tuple(
            (
                Said(plain(name)),
                Said(one.text, href=path("follow-up", one.id)),
                Said(one.due.isoformat()),
                Said(follow_up_word(one.state)),
                Said(one.answer or "–"),
            )
            for one, name in self.facts.follow_ups
        )
        if not rows:
            return Part(_("Follow-ups"), ())
        headings = (
            pgettext("office", "Unit"),
            _("What was asked"),
            _("Due"),
            _("State"),
            _("Answer"),
        )
        blocks: list[Block] = [Table(_("Asked or open in the year"), headings, rows)]
        if more := self.facts.more_follow_ups:
            blocks.append(Said(_("Follow-ups not listed here: %(n)s") % {"n": more}))
        return Part(_("Follow-ups"), tuple(blocks))


def _counted(counted: Counter[K], words: Iterable[tuple[K, object]]) -> str:
    """running: 3; done: 2, without what there is none of."""
    return wording.listed(*(pair(word, counted[key]) for key, word in words if counted[key]))


def _tally(of: Tally) -> str:
    return wording.listed(
        pair(_("asked"), of.asked),
        pair(_("handed up"), of.handed_up),
        pair(_("on time"), of.on_time),
        pair(_("late"), of.late),
    )


def _cells(of: Tally) -> tuple[Said, ...]:
    numbers = (of.asked, of.handed_up, of.on_time, of.approved, of.late, of.excused)
    return tuple(Said(str(one)) for one in numbers)


def _missing(found: list[Asked]) -> list[str]:
    """A line for each unit: which of its reports, of when, and how they stand."""
    by_unit: dict[uuid.UUID, list[str]] = defaultdict(list)
    for one in found:
        report = f"{plain(one.due.form.title)} {one.period.words()}"
        by_unit[one.due.unit_id].append(f"{report} ({standing_word(one.standing)})")
    names = {one.due.unit_id: plain(one.unit_name) for one in found}
    return [pair(names[unit], wording.listed(*texts)) for unit, texts in by_unit.items()]
