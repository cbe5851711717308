"""A narrow sheet to draw on: 360 units wide, no style attributes, everything written escaped.

A content security policy without unsafe-inline forbids style attributes and <style>. So shapes
carry presentation attributes, which hold on paper and in PDF, and classes, which charts.css maps to
the colours of the theme.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from suyang.foundation.charts.model import Mark, Told
from suyang.foundation.charts.words import wrap

WIDTH = 360.0
# On a phone's page of 360 px less its margins these are 17 and 16 px, in elder mode 19 and 18.
LARGE = 19.0
SMALL = 18.0
LEADING = 1.3
# Bold letters are wider by about as much.
BOLD = 1.2
FONTS = "Suyang Sans SC, PingFang SC, Noto Sans SC, Microsoft YaHei, system-ui, sans-serif"

_COLOURS = {
    "ink": "#1f1b16",
    "quiet": "#4a443b",
    "line": "#d9cfbd",
    "edge": "#7c7263",
    "paper": "#fffdf8",
    "teal": "#0b5a55",
    "cinnabar": "#94261a",
    "gold": "#694c00",
}
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class Canvas:
    """Collects shapes; `finish` returns the picture. Colours are names of the palette above."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self._shapes: list[str] = []
        self._patterns: dict[str, str] = {}

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        size: float = SMALL,
        colour: str = "ink",
        anchor: str = "start",
        bold: bool = False,
        halo: bool = False,
        quiet: bool = False,
    ) -> None:
        """One line of text whose baseline is at `y`; with a halo, lines behind it give way. What
        is `quiet` is not read aloud, and the pointer falls through it."""
        self._add(
            "text",
            clean(text),
            x=x,
            y=y,
            font_size=size,
            fill=_COLOURS[colour],
            text_anchor=anchor if anchor != "start" else None,
            font_weight=700 if bold else None,
            stroke=_COLOURS["paper"] if halo else None,
            stroke_width=5 if halo else None,
            stroke_linejoin="round" if halo else None,
            paint_order="stroke" if halo else None,
            aria_hidden="true" if quiet else None,
            pointer_events="none" if quiet else None,
            class_=_classes(colour, "paper" if halo else None),
        )

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        room: float,
        *,
        size: float = SMALL,
        colour: str = "ink",
        anchor: str = "start",
        bold: bool = False,
    ) -> float:
        """Text that breaks into lines, from the top `y` down. Returns the bottom."""
        for line in wrap(clean(text), room / BOLD if bold else room, size):
            self.text(x, y + size, line, size=size, colour=colour, anchor=anchor, bold=bold)
            y += size * LEADING
        return y

    def line(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str = "ink",
        *,
        thick: float = 1.0,
        dash: str | None = None,
    ) -> None:
        """A straight line; `dash` as in stroke-dasharray."""
        self._add(
            "line",
            x1=start[0],
            y1=start[1],
            x2=end[0],
            y2=end[1],
            stroke=_COLOURS[colour],
            stroke_width=thick,
            stroke_dasharray=dash,
            class_=f"chart-stroke-{colour}",
        )

    def polyline(self, points: Sequence[tuple[float, float]], colour: str, thick: float) -> None:
        """A line through several points."""
        self._add(
            "polyline",
            points=_points(points),
            fill="none",
            stroke=_COLOURS[colour],
            stroke_width=thick,
            stroke_linejoin="round",
            class_=f"chart-stroke-{colour}",
        )

    def area(self, points: Sequence[tuple[float, float]], colour: str, opacity: float) -> None:
        """A translucent area."""
        self._add(
            "polygon",
            points=_points(points),
            fill=_COLOURS[colour],
            fill_opacity=opacity,
            class_=f"chart-fill-{colour}",
        )

    def box(
        self,
        x: float,
        y: float,
        wide: float,
        high: float,
        *,
        fill: str | None = None,
        stroke: str | None = None,
        thick: float = 1.0,
        round_: float = 0.0,
        dash: str | None = None,
    ) -> None:
        """A rectangle, filled, outlined or both."""
        self._add(
            "rect",
            x=x,
            y=y,
            width=max(wide, 0.0),
            height=high,
            rx=round_ or None,
            fill=_COLOURS[fill] if fill else "none",
            stroke=_COLOURS[stroke] if stroke else None,
            stroke_width=thick if stroke else None,
            stroke_dasharray=dash,
            class_=_classes(fill, stroke),
        )

    def dot(
        self, x: float, y: float, radius: float, *, fill: str, stroke: str, thick: float = 2.5
    ) -> None:
        """A circle."""
        self._add(
            "circle",
            cx=x,
            cy=y,
            r=radius,
            fill=_COLOURS[fill],
            stroke=_COLOURS[stroke],
            stroke_width=thick,
            class_=_classes(fill, stroke),
        )

    def diamond(self, x: float, y: float, radius: float, *, fill: str, stroke: str) -> None:
        """A square standing on its corner."""
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self._add(
            "polygon",
            points=_points(corners),
            fill=_COLOURS[fill],
            stroke=_COLOURS[stroke],
            stroke_width=1.5,
            class_=_classes(fill, stroke),
        )

    def whisker(
        self, low: float, high: float, y: float, colour: str, *, thick: float = 2.5
    ) -> None:
        """A horizontal interval with its two ends."""
        self.line((low, y), (high, y), colour, thick=thick)
        for end in (low, high):
            self.line((end, y - 5), (end, y + 5), colour, thick=thick)

    def mark(self, mark: Mark, x: float, y: float, wide: float, high: float) -> None:
        """The sign of a mark: missing is an empty dashed box, withheld is hatched, not published
        dotted, not applicable a dash, expired crossed lines. Its word stands beside it."""
        if mark is Mark.NOT_APPLICABLE:
            middle = y + high / 2
            self.line((x, middle), (x + wide, middle), "edge", thick=2)
            return
        if mark is Mark.MISSING:
            self.box(x, y, wide, high, stroke="edge", thick=1.5, dash="5 4")
            return
        self._add(
            "rect",
            x=x,
            y=y,
            width=wide,
            height=high,
            fill=f"url(#{self._pattern(mark)})",
            stroke=_COLOURS["edge"],
            stroke_width=1.5,
            class_="chart-stroke-edge",
        )

    def tenths(self, x: float, y: float) -> None:
        """From here until `tenths_end`, outlines are drawn in tenths of a unit from (x, y)."""
        self._shapes.append(f'<g transform="translate({_short(x)} {_short(y)}) scale(.1)">')

    def tenths_end(self) -> None:
        self._shapes.append("</g>")

    def land(self, path: str) -> None:
        """Outlines that are nobody's, in tenths."""
        if path:
            classes = "chart-stroke-line"
            self._add(
                "path", d=path, fill="none", stroke=_COLOURS["line"], stroke_width=6, class_=classes
            )

    def outline(self, path: str, fill: Mark | int, steps: int, title: str, link: str) -> None:
        """Outlines in tenths with their title, filled by a step or with a mark's sign."""
        shape = _attributes(d=path, fill_rule="evenodd", **self._filling(fill, steps, 10))
        drawn = f"<path{shape}><title>{escape(clean(title))}</title></path>"
        anchor = _attributes(href=link, tabindex="-1")
        self._shapes.append(f"<a{anchor}>{drawn}</a>" if link else drawn)

    def filled(
        self, fill: Mark | int, steps: int, x: float, y: float, wide: float, high: float
    ) -> None:
        """A box filled like outlines."""
        filling = self._filling(fill, steps, 1)
        self._add("rect", None, x=x, y=y, width=wide, height=high, **filling)

    def _filling(self, fill: Mark | int, steps: int, scale: int) -> dict[str, str | float | None]:
        """Missing is empty with a dashed edge; withheld hatched, not published dotted, what does
        not apply in thin upright lines, what expired in crossed lines; a step in lines across."""
        missing = fill is Mark.MISSING
        if missing:
            paint = _COLOURS["paper"]
        elif isinstance(fill, Mark):
            paint = f"url(#{self._pattern(fill, tenths=scale == 10)})"
        else:
            paint = f"url(#{self._stripes(fill, steps, tenths=scale == 10)})"
        return {
            "fill": paint,
            "stroke": _COLOURS["edge"],
            "stroke_width": scale,
            "stroke_dasharray": f"{5 * scale} {4 * scale}" if missing else None,
            "class_": _classes("paper" if missing else None, "edge"),
        }

    def finish(self, height: float, role: str = "img") -> str:
        """The whole picture as markup; one with links in it is no image but a group."""
        key, told = self.told.key, self.told
        head = _attributes(
            xmlns="http://www.w3.org/2000/svg",
            class_="chart-picture",
            viewBox=f"0 0 {_short(WIDTH)} {_short(height)}",
            width=WIDTH,
            height=height,
            role=role,
            aria_labelledby=f"{key}-title",
            aria_describedby=f"{key}-desc",
            font_family=FONTS,
        )
        defs = f"<defs>{''.join(self._patterns.values())}</defs>" if self._patterns else ""
        return (
            f"<svg{head}>"
            f'<title id="{key}-title">{escape(clean(told.title))}</title>'
            f'<desc id="{key}-desc">{escape(clean(told.description))}</desc>'
            f"{defs}{''.join(self._shapes)}</svg>"
        )

    def _pattern(self, mark: Mark, *, tenths: bool = False) -> str:
        edge = _COLOURS["edge"]
        if mark is Mark.WITHHELD:
            shape = (
                f'<path d="M-2 10L10 -2M-2 2L2 -2M6 10L10 6" stroke="{edge}" stroke-width="1.5" '
                f'class="chart-stroke-edge"/>'
            )
        elif mark is Mark.NOT_APPLICABLE:
            shape = f'<rect x="3.5" width="1" height="8" fill="{edge}" class="chart-fill-edge"/>'
        elif mark is Mark.EXPIRED:
            shape = f'<path d="M0 0L8 8M0 8L8 0" stroke="{edge}" class="chart-stroke-edge"/>'
        else:
            shape = f'<circle cx="4" cy="4" r="1.3" fill="{edge}" class="chart-fill-edge"/>'
        return self._tiled(mark.value, shape, tenths)

    def _stripes(self, step: int, steps: int, *, tenths: bool = False) -> str:
        """Lines across, the fuller the higher the step; the highest is full."""
        shape = "".join(
            f"<rect{_attributes(width=8, height=high, fill=_COLOURS[name], class_=of)}/>"
            for name, high, of in (
                ("paper", 8, "chart-fill-paper"),
                ("teal", 8 * (step + 1) / steps, "chart-fill-teal"),
            )
        )
        return self._tiled(f"step-{step}", shape, tenths)

    def _tiled(self, name: str, shape: str, tenths: bool) -> str:
        name = f"{self.told.key}-{name}{'-tenths' if tenths else ''}"
        frame = _attributes(
            id=name,
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
            patternTransform="scale(10)" if tenths else None,
            class_="chart-pattern",
        )
        self._patterns[name] = f"<pattern{frame}>{shape}</pattern>"
        return name

    def _add(self, name: str, content: str | None = None, **attributes: str | float | None) -> None:
        opening = f"<{name}{_attributes(**attributes)}"
        self._shapes.append(
            f"{opening}/>" if content is None else f"{opening}>{escape(content)}</{name}>"
        )


def clean(text: str) -> str:
    """Text without the characters that XML forbids; line ends become spaces."""
    return _UNSPEAKABLE.sub("", text).replace("\n", " ")


def _attributes(**attributes: str | float | None) -> str:
    return "".join(
        f" {_attribute_name(name)}={quoteattr(_short(value))}"
        for name, value in attributes.items()
        if value is not None
    )


def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def _short(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _points(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{_short(x)},{_short(y)}" for x, y in points)


def _classes(fill: str | None, stroke: str | None) -> str | None:
    names = [f"chart-fill-{fill}"] if fill else []
    if stroke:
        names.append(f"chart-stroke-{stroke}")
    return " ".join(names) or None
