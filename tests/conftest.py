"""What tests share: a panel drawn and read back as numbers, a page read as elements, a program run elsewhere."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from gdanim import Scene
from gdanim.clock import clock_for
from gdanim.drawing.artists import Area, Marks, Trail
from gdanim.drawing.graph import Word
from gdanim.drawing.stamps import Stamp
from gdanim.panels.base import Show, make_tracks
from gdanim.theme import THEMES, layout_for
from gdanim.workers import processes

Array = NDArray[np.float64]

hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background processes, and theirs, ignore it


class Drawn:
    """The first panel of a scene in a box of its own, at the end of the film unless told otherwise."""

    def __init__(self, scene: Scene, box: Bbox | None = None) -> None:
        trajectories = scene.descend()
        clock, theme = clock_for(scene, trajectories), THEMES[scene.theme]
        span = int(clock.positions[-1])
        tracks = make_tracks(scene, trajectories, theme)
        self.show = Show(scene.objective, tracks, span, clock, theme, layout_for(*scene.size), scene.language)
        self.figure = Figure(figsize=(960 / 72, 540 / 72), dpi=72)
        FigureCanvasAgg(self.figure)
        self.move = scene.panels[0].draw(self.figure, box or Bbox([[40, 60], [900, 430]]), self.show)
        self.move(span)

    @property
    def words(self) -> list[str]:
        return [text.get_text() for text in self.figure.texts] + [word.text for word in self.levels]

    @property
    def levels(self) -> list[Word]:
        """The names of references."""
        return [artist for artist in self.figure.get_children() if isinstance(artist, Word)]

    @property
    def axes(self):
        return self.figure.axes[0]

    def lines(self, colour: str, *, moving: bool = True) -> list[Array]:
        """Return the lines in a colour as readings and values (m, 2), in the order in which they were added."""
        return [
            self.axes.transData.inverted().transform(trail.points)
            for trail in self.figure.get_children()
            if isinstance(trail, Trail)
            and trail.get_animated() is moving
            and trail.width > self.show.layout.hairline * (1 if moving else 0)
            and to_hex(trail.colour).upper() == colour.upper()
        ]

    def bands(self) -> list[Array]:
        """Return the bands' outlines as readings and values (m, 2)."""
        polygons = (artist for artist in self.figure.get_children() if isinstance(artist, Area))
        return [self.axes.transData.inverted().transform(polygon.outline) for polygon in polygons]

    def heads(self) -> list[Array]:
        """Return where filled heads are, as readings and values (2,)."""
        marks = (artist for artist in self.figure.get_children() if isinstance(artist, Marks) and artist.zorder == 5)
        return [self.axes.transData.inverted().transform(mark.places)[0] for mark in marks if len(mark.places)]

    def names(self) -> list[Stamp]:
        """Return the names that stand in the lane."""
        stamps = (artist for artist in self.figure.get_children() if isinstance(artist, Stamp))
        return [stamp for stamp in stamps if stamp.picture is not None and not isinstance(stamp, Word)]


@pytest.fixture(autouse=True)
def nothing_is_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test begin processes, or not, whatever tests before it have begun."""
    monkeypatch.setattr(processes, "_begun", None)


@pytest.fixture
def drawn() -> Callable[[Scene], Drawn]:
    """Draw a scene's first panel."""
    return Drawn


class Elements(HTMLParser):
    """The start tags of a page, in order; asserts that every one is closed in its turn."""

    VOID = frozenset({"img", "source", "meta"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture
def read_page() -> type[Elements]:
    """Read a page."""
    return Elements


@pytest.fixture
def printed_twice() -> Callable[[str], list[str]]:
    """Return what a program prints in two processes, in which strings hash differently."""

    def run(program: str) -> list[str]:
        root = Path(__file__).parents[1]
        environments = [{**os.environ, "PYTHONHASHSEED": seed} for seed in ("1", "2")]
        return [
            subprocess.run(
                [sys.executable, "-c", program], env=env, cwd=root, capture_output=True, text=True, check=True
            ).stdout
            for env in environments
        ]

    return run
