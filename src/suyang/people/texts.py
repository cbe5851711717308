"""What people are asked and told about their data: questions with their reasons, consents.

A version names the words that somebody agreed to; whoever changes the words gives a new one.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suyang.people.models import Characteristic, Consent

CHARACTERISTICS_VERSION = "characteristics-1"

Kind = Characteristic.Kind
Purpose = Consent.Purpose


@dataclass(frozen=True)
class Question:
    """One thing a person may say about themselves, and why it helps to know it."""

    label: Promise
    reason: Promise
    choices: dict[str, Promise | str]


@dataclass(frozen=True)
class Agreement:
    """The words of a consent, under their version."""

    version: str
    words: Promise


QUESTIONS: dict[str, Question] = {
    Kind.BIRTH_DECADE: Question(
        _("When were you born?"),
        _(
            "Shows whether older and younger people get the same chances. "
            "Only the ten years are kept."
        ),
        {
            "1940": _("before 1950"),
            "1950": "1950–1959",
            "1960": "1960–1969",
            "1970": "1970–1979",
            "1980": "1980–1989",
            "1990": "1990–1999",
            "2000": "2000–2009",
            "2010": _("2010 or later"),
        },
    ),
    Kind.SEX: Question(
        _("Are you a woman or a man?"),
        _("Shows whether women and men learn equally well here."),
        {"female": _("A woman"), "male": _("A man"), "other": _("Neither fits")},
    ),
    Kind.RESIDENCE: Question(
        _("Where do you live?"),
        _("Shows whether villages lag behind towns, so that courses go where they are needed."),
        {"village": _("In a village"), "town": _("In a town"), "city": _("In a city")},
    ),
    Kind.DISABILITY: Question(
        _("Does something make phones hard for you?"),
        _("Shows for whom pages and courses must become easier."),
        {
            "none": _("No, nothing"),
            "seeing": _("Seeing"),
            "hearing": _("Hearing"),
            "moving": _("Moving hands or body"),
            "understanding": _("Reading or understanding"),
            "other": _("Something else"),
        },
    ),
    Kind.WORK: Question(
        _("What do you mostly do?"),
        _("Shows which courses fit your work."),
        {
            "farming": _("Farming"),
            "business": _("Own business"),
            "employed": _("Employed"),
            "student": _("School or studies"),
            "home": _("Home and family"),
            "retired": _("Retired"),
            "looking": _("Looking for work"),
            "other": _("Something else"),
        },
    ),
}

AGREEMENTS: dict[str, Agreement] = {
    Purpose.TRAINER_SEES_RESULT: Agreement(
        "trainer-sees-result-1",
        _("My trainer may see my own results, to help me."),
    ),
    Purpose.COUNT_IN_PLAN: Agreement(
        "count-in-plan-1",
        _("My results may be counted in the plan's figures, with others, without my name."),
    ),
}
