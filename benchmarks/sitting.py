"""A person at a check, over HTTP: begins it, reads each page's form, sends an answer."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import groupby

from benchmarks.browser import Answer, Browser, Form, forms

DONT_KNOW = 0.1
CONTROLS = ("radio", "checkbox", "text", "select")


@dataclass
class Sitting:
    """Where one check stands. `page` is the question that is shown, "" after the end."""

    browser: Browser
    chance: random.Random
    address: str = ""
    page: str = ""
    pages: list[int] = field(default_factory=list)

    def begin(self, slug: str = "quick") -> None:
        """From the intro page to the first question."""
        intro = f"/check/{slug}/"
        form = next(one for one in _page(self.browser.get(intro)).forms() if one.has("ticket"))
        begun = self.browser.post(form.action, [*form.hidden(), ("mode", "alone")])
        self.address = _moved(begun)
        self.show(self.browser.get(self.address))

    def show(self, answer: Answer) -> Answer:
        """Take the page of the next question."""
        self.page = _page(answer).text
        self.pages.append(len(answer.body))
        return answer

    def reply(self) -> list[tuple[str, str]]:
        """An answer to the question shown, as the fields that a browser would send."""
        return reply(question_form(self.page), self.chance)

    def answer(self) -> tuple[Answer, Answer]:
        """Send an answer and follow to the next question; after the last the page is ""."""
        sent = self.browser.post(self.address, self.reply())
        if _moved(sent) != self.address:
            raise RuntimeError(f"{self.address} went to {sent.location}")
        page = self.browser.get(self.address)
        if page.status == 302:
            self.page = ""
            return sent, page
        return sent, self.show(page)


def question_form(page: str) -> Form:
    return next(one for one in forms(page) if one.has("presentation"))


def reply(form: Form, chance: random.Random) -> list[tuple[str, str]]:
    """What somebody without any idea would send: something for every control, or "I don't know"."""
    if chance.random() < DONT_KNOW:
        return [*form.hidden(), ("action", "dont-know")]
    sent = form.hidden()
    controls = [one for one in form.fields if one.kind in CONTROLS]
    for name, group in groupby(controls, key=lambda one: one.name):
        options = list(group)
        if name == "assistance":
            continue
        if options[0].kind == "text":
            sent.append((name, str(chance.randrange(100))))
        elif options[0].kind == "select":
            # Each another one: an order needs that, a match takes anything.
            first = chance.randrange(len(options[0].options))
            sent += [
                (name, one.options[(first + place) % len(one.options)])
                for place, one in enumerate(options)
            ]
        elif options[0].kind == "radio":
            sent.append((name, chance.choice(options).value))
        else:
            several = chance.sample(options, chance.randint(1, len(options)))
            sent += [(name, one.value) for one in several]
    return [*sent, ("action", "answer")]


def _page(answer: Answer) -> Answer:
    if answer.status != 200:
        raise RuntimeError(f"a page was expected, {answer.status} came: {answer.text[:2000]}")
    return answer


def _moved(answer: Answer) -> str:
    if answer.status != 302:
        raise RuntimeError(f"a redirect was expected, {answer.status} came: {answer.text[:2000]}")
    return answer.location
