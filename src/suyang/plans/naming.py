"""Words for values that are kept as short names: one place for those that several pages say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from suyang.plans.models import KeyTask

TASK_STATES: Final[dict[str, Promise]] = {
    KeyTask.State.PLANNED: _("planned"),
    KeyTask.State.RUNNING: _("running"),
    KeyTask.State.DONE: _("done"),
    KeyTask.State.STOPPED: _("stopped"),
}


def words_of(said: Mapping[Any, object]) -> Callable[[Any], str]:
    """A filter for templates: the word of a value, or the value itself where there is none."""

    def word(value: Any) -> str:
        return str(said.get(value, value))

    return word


task_state = words_of(TASK_STATES)
