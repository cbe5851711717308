"""A report in the reader's words: bands, ranges, levels, what is borrowed."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from suyang.assessment import engine
from suyang.foundation.permissions import NotFound
from suyang.foundation.texts import Text, plain
from suyang.frameworks import queries as frameworks
from suyang.psychometrics.scale import BANDS

# Shares borrowed from neighbouring answers at which the words change.
MOSTLY_OWN: Final = 0.35
MOSTLY_BORROWED: Final = 0.65


class Names:
    """Names of bands, areas and competences; their codes where the framework is not loaded."""

    def __init__(self, framework: str) -> None:
        try:
            found = frameworks.framework(framework).body
        except NotFound:
            found = {}
        self.bands: dict[str, dict[str, Any]] = {
            band["id"]: band for band in found.get("bands", ())
        }
        self.levels: dict[int, Text] = {
            one["level"]: one["name"] for one in found.get("levels", ())
        }
        self.parts: dict[str, Text] = {}
        self.bodies: dict[str, dict[str, Any]] = {}
        for area in found.get("areas", ()):
            self.parts[area["code"]] = area["name"]
            self.bodies |= {one["code"]: one for one in area["competences"]}
        self.parts |= {code: body["name"] for code, body in self.bodies.items()}

    def of(self, code: str) -> str:
        return plain(self.text(code))

    def text(self, code: str) -> Text | str:
        return self.parts.get(code, code)

    def band(self, band: str) -> str:
        return plain(self.bands[band]["name"]) if band in self.bands else band

    def describe(self, band: str) -> Text:
        description: Text = self.bands.get(band, {}).get("description", {})
        return description

    def in_life(self, code: str, band: str) -> Text:
        """What somebody in this band can do in this competence."""
        found: Text = self.bodies.get(code, {}).get("descriptors", {}).get(band, {})
        return found

    def level(self, level: int) -> str:
        return plain(self.levels[level]) if level in self.levels else str(level)


def words(said: dict[str, Any], names: Names) -> str:
    """A part of a report in words: a band, a range of bands, or not enough evidence."""
    if not said["enough"]:
        return _("not enough evidence")
    low, high = names.band(said["lowest"]), names.band(said["highest"])
    if said["highest"] == engine.TOP:
        return _("%(band)s or above") % {"band": low}
    if said["lowest"] == said["highest"]:
        return low
    return _("%(low)s or %(high)s") % {"low": low, "high": high}


def inside(said: dict[str, Any]) -> tuple[str, ...]:
    """The bands that the part of the report leaves open, lowest first."""
    return BANDS[BANDS.index(said["lowest"]) : BANDS.index(said["highest"]) + 1]


def chance(probability: float) -> int:
    """In 100. No check is ever certain, whatever the rounding says."""
    return min(round(100 * probability), 99)


def levels(said: dict[str, Any], names: Names) -> str:
    """One level or two adjacent ones; empty where none is named, or an older report is silent."""
    found = said.get("levels")
    if not found:
        return ""
    low, high = names.level(found["lowest"]), names.level(found["highest"])
    return low if low == high else _("%(low)s or %(high)s") % {"low": low, "high": high}


def borrowed(said: dict[str, Any]) -> str:
    """Where what is known of a competence comes from; empty where an older report is silent."""
    share = said.get("borrowed")
    if share is None or not said["enough"]:
        return ""
    if share < MOSTLY_OWN:
        return _("mostly from your own answers on this")
    if share <= MOSTLY_BORROWED:
        return _("about half from answers to related questions")
    return _("mostly from answers to related questions")
