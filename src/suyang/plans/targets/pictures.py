"""A target's picture: the figures over time, with the target as a line."""

from __future__ import annotations

from suyang.foundation.charts import Chart
from suyang.foundation.charts import Target as Line
from suyang.plans.indicators import pictures
from suyang.plans.targets import words
from suyang.plans.targets.queries import Standing, gathers


def over_time(found: Standing) -> Chart | None:
    """None where no period has a figure."""
    target = found.target
    # A sum that grows is compared as a whole; its months stand below a line they cannot reach.
    line = None if gathers(target) else Line(words.aim(target), target.value)
    sentence = str(words.WHYS[found.judged.why])
    return pictures.over_time(target.indicator, found.points, sentence=sentence, target=line)
