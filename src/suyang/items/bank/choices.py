"""The choices of a bank, as they are shown: what a give-away could be read from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from suyang.foundation.content import Document
from suyang.foundation.texts import LANGUAGES
from suyang.items import arrangement


@dataclass(frozen=True)
class Choice:
    """One control of which exactly one option is right, in one language.

    single: it is a whole item of the format `single`, not a control of a task.
    """

    item: str
    control: str
    pool: str
    single: bool
    language: str
    stem: str
    options: tuple[str, ...]
    key: int

    @property
    def chance(self) -> float:
        return 1 / len(self.options)


def choices(documents: Iterable[Document]) -> Iterator[Choice]:
    for document in documents:
        body = document.data
        for control in body["controls"]:
            if control["kind"] != "choice":
                continue
            options = arrangement.shown(body, control)
            for language in LANGUAGES:
                question = (body["stem"], control.get("label", {}))
                yield Choice(
                    item=body["id"],
                    control=control["id"],
                    pool=body["pool"],
                    single=body["format"] == "single",
                    language=language,
                    stem=" ".join(text.get(language, "") for text in question),
                    options=tuple(option["text"][language] for option in options),
                    key=next(n for n, option in enumerate(options) if option.get("key")),
                )
