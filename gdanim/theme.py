"""Colours, dashes, markers, type sizes and presets: data only.

All lengths are pixels of the finished image, type sizes included. Colours are sRGB. Contrast was measured as WCAG
relative luminance, and the distances between series under the three colour-vision deficiencies of Machado, Oliveira
and Fernandes (2009); `tests/test_theme.py` measures both again.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

SANS = "Gdanim Sans"
CJK = "Gdanim CJK"

SMALLEST_TYPE = 13
"""No words are set smaller than this, whatever the size of the canvas."""


@dataclass(frozen=True)
class Badge:
    """A pill that names an outcome: its glyph, the colour of its text and of its ground."""

    glyph: str
    text: str
    ground: str


@dataclass(frozen=True)
class Theme:
    """One ground with everything that is drawn on it.

    `terrain` runs from high to low, so that the tint grows downhill; `surface` from low to high. `lines` and `texts`
    are the series in order of use: `lines` for marks (at least 3:1 on the ground), `texts` for words (at least 4.5:1).
    `heat` runs from far to reached, its lightness monotone, its end the farthest from the ground. `basin` is how much
    of a series' line colour is mixed into the ground where its minimum is reached.
    """

    name: str
    background: str
    ink: str
    muted: str
    faint: str
    axis: str
    grid: str
    contour: str
    field: str
    terrain: tuple[str, ...]
    lines: tuple[str, ...]
    texts: tuple[str, ...]
    surface: tuple[str, ...]
    underside: str
    height_line: tuple[str, float]
    heat: tuple[str, ...]
    basin: float
    badges: dict[str, Badge]


LIGHT = Theme(
    name="light",
    background="#FFFFFF",
    ink="#1B1F24",
    muted="#59636E",
    faint="#8B949E",
    axis="#AEB6BF",
    grid="#E6E9ED",
    contour="#A9B8C8",
    field="#8396AB",
    terrain=("#FFFFFF", "#F3F6F9", "#DDE6EF", "#BFCFDF"),
    lines=("#33639C", "#B94700", "#42A398", "#9747F5", "#E87516", "#1E2394", "#7E3145", "#1B1F24"),
    texts=("#33639C", "#B94700", "#0E8177", "#8A3BEA", "#6E4A00", "#1E2394", "#7E3145", "#1B1F24"),
    surface=("#5F7D9C", "#9DB3C9", "#D5DEE7", "#F4F1EA", "#F5E9D6", "#EAD2AE"),
    underside="#C9CDD3",
    height_line=("#20303F", 0.20),
    heat=("#F6F1E4", "#CBDED3", "#86BBBE", "#4189A6", "#285788", "#1D2A5C"),
    basin=0.30,
    badges={
        "good": Badge("✓", "#136B3C", "#DFF3E7"),
        "alternating": Badge("↔", "#136B3C", "#DFF3E7"),
        "diverged": Badge("↗", "#A8201A", "#FBE4E1"),
        "cycle": Badge("↔", "#7A4B00", "#FBEED3"),
        "trap": Badge("!", "#7A4B00", "#FBEED3"),
        "stuck": Badge("●", "#55409A", "#EBE7F8"),
        "slow": Badge("…", "#4C5560", "#EBEEF1"),
    },
)

DARK = Theme(
    name="dark",
    background="#0E1116",
    ink="#EDF0F4",
    muted="#9BA6B2",
    faint="#6B7682",
    axis="#4A5561",
    grid="#222932",
    contour="#3D5168",
    field="#5B7391",
    terrain=("#0E1116", "#121922", "#182534", "#22384F"),
    lines=("#78A4F7", "#ED472C", "#56DD9E", "#8D6AF6", "#E6B719", "#B7D4F2", "#F071B7", "#F2F4F7"),
    texts=("#78A4F7", "#F0583F", "#56DD9E", "#9C7CF8", "#E6B719", "#B7D4F2", "#F071B7", "#F2F4F7"),
    surface=("#22384F", "#2C4865", "#3C5A78", "#58708A", "#7B8794", "#A39C8E"),
    underside="#1B222B",
    height_line=("#D9E4F0", 0.20),
    heat=("#1A2029", "#22405A", "#2F6F86", "#58A79A", "#A9D3A0", "#F6F1CF"),
    basin=0.25,
    badges={
        "good": Badge("✓", "#6BDC9B", "#12301F"),
        "alternating": Badge("↔", "#6BDC9B", "#12301F"),
        "diverged": Badge("↗", "#FF8A7E", "#3A1714"),
        "cycle": Badge("↔", "#F0C063", "#33260C"),
        "trap": Badge("!", "#F0C063", "#33260C"),
        "stuck": Badge("●", "#B9A8FA", "#251F40"),
        "slow": Badge("…", "#AEB8C3", "#20262E"),
    },
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK)}


@dataclass(frozen=True)
class Series:
    """How a run looks beside its colour: the head's marker, its optical correction, and the dash in line widths."""

    marker: str
    scale: float
    dash: tuple[float, ...] = ()


SERIES = (
    Series("o", 1.0),
    Series("s", 0.92, (7, 2.2)),
    Series("^", 1.15, (7, 2, 1.2, 2)),
    Series("D", 0.88, (3.2, 1.6)),
    Series("v", 1.15, (1.1, 1.5)),
    Series("P", 1.15, (9, 2, 1.2, 2, 1.2, 2)),
    Series("X", 1.15, (5, 1.6, 2, 1.6)),
    Series("*", 1.5),
)

NOW = (2, 4)
"""Dash, in line widths, of the line that moves with the clock."""


@dataclass(frozen=True)
class Layout:
    """Where the five zones of a canvas stand and how large its type and marks are, in pixels.

    `title`, `formula`, `rule` and `panels` are measured from the top (baselines for words), `floor` and `caption` from
    the bottom: header, rule, panels, caption, always in this order.
    """

    width: int
    height: int
    margin: float
    title: float
    formula: float
    rule: float
    rule_width: float
    panels: float
    floor: float
    caption: float
    stacked: bool
    counter_on_formula: bool
    caption_lines: int
    title_lines: int
    gutter: float
    title_type: float
    formula_type: float
    number_type: float
    body_type: float
    tick_type: float
    label_type: float
    badge_type: float
    heading_type: float
    line: float
    head: float
    hairline: float
    tick: float

    @property
    def scale(self) -> float:
        """How much larger marks are here than on an article's canvas."""
        return self.line / PRESETS["article"].line

    @property
    def fine(self) -> float:
        """How much stronger the terrain's lines are here: they grow less than the runs."""
        return float(self.scale**0.5)


_LANDSCAPE: dict[str, Any] = {
    "stacked": False,
    "counter_on_formula": False,
    "caption_lines": 1,
    "title_lines": 1,
    "hairline": 1.0,
    "tick": 4.0,
}
_PORTRAIT: dict[str, Any] = {
    "stacked": True,
    "counter_on_formula": True,
    "caption_lines": 2,
    "hairline": 1.0,
    "tick": 4.0,
}

PRESETS = {
    "readme": Layout(
        width=800, height=450, margin=24, title=36, formula=60, rule=74, rule_width=2, panels=82, floor=42,
        caption=16, gutter=22, title_type=21, formula_type=17, number_type=21, body_type=13, tick_type=13,
        label_type=13.5, badge_type=13, heading_type=18, line=2.2, head=10, **_LANDSCAPE,
    ),
    "article": Layout(
        width=960, height=540, margin=32, title=44, formula=70, rule=86, rule_width=2, panels=98, floor=52,
        caption=20, gutter=26, title_type=24, formula_type=18, number_type=24, body_type=14, tick_type=13,
        label_type=14, badge_type=13, heading_type=20, line=2.4, head=11, **_LANDSCAPE,
    ),
    "square": Layout(
        width=1080, height=1080, margin=56, title=98, formula=152, rule=180, rule_width=4, panels=196, floor=90,
        caption=44, gutter=44, title_type=46, formula_type=34, number_type=40, body_type=26, tick_type=24,
        label_type=27, badge_type=24, heading_type=34, line=4.6, head=21, title_lines=1,
        **{**_PORTRAIT, "caption_lines": 1},
    ),
    "slide": Layout(
        width=1920, height=1080, margin=80, title=114, formula=178, rule=212, rule_width=5, panels=232, floor=120,
        caption=50, gutter=60, title_type=60, formula_type=44, number_type=54, body_type=32, tick_type=29,
        label_type=34, badge_type=30, heading_type=44, line=5.6, head=25,
        **{**_LANDSCAPE, "tick": 8.0, "hairline": 2.0},
    ),
    "story": Layout(
        width=1080, height=1920, margin=64, title=290, formula=366, rule=400, rule_width=5, panels=430, floor=420,
        caption=268, gutter=48, title_type=58, formula_type=46, number_type=56, body_type=36, tick_type=32,
        label_type=36, badge_type=32, heading_type=44, line=6, head=26, title_lines=2,
        **{**_PORTRAIT, "tick": 8.0, "hairline": 2.0},
    ),
}  # fmt: skip

_TYPES = tuple(field.name for field in fields(Layout) if field.name.endswith("_type"))
_LENGTHS = (
    *_TYPES, "margin", "title", "formula", "rule", "rule_width", "panels", "floor", "caption", "gutter", "line", "head",
)  # fmt: skip


def layout_for(width: int, height: int) -> Layout:
    """Return the layout of a canvas: a preset where the size is one, otherwise the nearest in shape, fitted.

    >>> layout_for(960, 540) == PRESETS["article"]
    True
    >>> layout_for(640, 480).body_type
    13
    """
    model = _preset_like(width, height)
    factor = min(width / model.width, height / model.height)
    if factor == 1:
        return replace(model, width=width, height=height)
    lengths = {name: getattr(model, name) * factor for name in _LENGTHS}
    lengths |= {name: max(SMALLEST_TYPE, lengths[name]) for name in _TYPES}
    return replace(model, width=width, height=height, **lengths)


def _preset_like(width: int, height: int) -> Layout:
    ratio = width / height
    if ratio < 0.8:
        return PRESETS["story"]
    if ratio < 1.2:
        return PRESETS["square"]
    landscape = (PRESETS["readme"], PRESETS["article"], PRESETS["slide"])
    return min(landscape, key=lambda preset: abs(min(width / preset.width, height / preset.height) - 1))
