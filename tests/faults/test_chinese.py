"""B7: Chinese labels are drawn from the shipped faces alone, and a character that these lack is named."""

from __future__ import annotations

import random
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

import gdanim
from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.drawing.lettering import font, register_faces
from gdanim.errors import GlyphWarning
from gdanim.stage import Stage

FACES = sorted((Path(gdanim.__file__).parent / "fonts").glob("*.[ot]tf"))
IN_A_SCENE = 8
"""Labels that one film can show."""

KINDS: dict[str, Callable[[str, str], str]] = {
    "plain": lambda common, rare: common,
    "beside a formula": lambda common, rare: rf"{common} $\eta = 10^{{-2}}$",
    "within a formula": lambda common, rare: rf"$f_{{{common}}}(x)$",
    "upright in a formula": lambda common, rare: rf"$\mathrm{{{common}}}$ = 0.1",
    "rare": lambda common, rare: common + rare,
}


@pytest.fixture(scope="module", autouse=True)
def no_system_font() -> Iterator[None]:
    """Let matplotlib know the shipped faces and its own alone."""
    register_faces()
    own = (str(Path(gdanim.__file__).parent), str(Path(font_manager.__file__).parent))
    with pytest.MonkeyPatch.context() as patch:
        known = [entry for entry in font_manager.fontManager.ttflist if entry.fname.startswith(own)]
        patch.setattr(font_manager.fontManager, "ttflist", known)
        yield


@cache
def shipped() -> frozenset[int]:
    """Return the code points of the shipped faces, as fontTools reads them."""
    return frozenset().union(*(TTFont(face).getBestCmap() for face in FACES))


def simplified() -> list[str]:
    """Return the 6,763 Chinese characters of GB 2312, rows 16 to 87."""
    codes = (bytes([0xA0 + row, 0xA0 + cell]) for row in range(16, 88) for cell in range(1, 95))
    return [letter for code in codes if (letter := code.decode("gb2312", "ignore"))]


def labels(count: int) -> list[str]:
    """Return labels of two to six common characters, and of rare ones from Extensions A and B."""
    chance, common, kinds = random.Random(count), simplified(), list(KINDS.values())
    rare = [chr(code) for code in (*range(0x3400, 0x4DB6), *range(0x20000, 0x2A6D7)) if code not in shipped()]
    return [
        kinds[k % len(kinds)]("".join(chance.sample(common, chance.randint(2, 6))), chance.choice(rare))
        for k in range(count)
    ]


def told_of(words: Sequence[str]) -> set[tuple[str, str]]:
    """Draw a film with some labels; return the characters that are named as missing, each with its label."""
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
    runs = [Run(GradientDescent(0.01 * (k + 1)), (1, 0.5), label) for k, label in enumerate(words)]
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        stage = Stage(Scene("梯度下降", bowl, runs, [Contour()], steps=2, fps=5, hold=0.1))
        assert stage.draw(len(stage) - 1).any()
    assert {one.category for one in told} <= {GlyphWarning}
    named = re.compile(r'No font has (.) \(U\+[0-9A-F]+\), in "(.+)"; \? stands for it\.')
    return {match.groups() for one in told if (match := named.fullmatch(str(one.message)))}


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.thorough)])
def test_chinese_labels_are_drawn_whole_or_their_missing_characters_named(
    count: int, report: Callable[[str, str], None]
) -> None:
    words = labels(count)
    missing = {(letter, label) for label in words for letter in label if ord(letter) not in shipped()}
    told = set().union(*(told_of(words[k : k + IN_A_SCENE]) for k in range(0, count, IN_A_SCENE)))
    assert told == missing
    assert len(missing) == count // len(KINDS)
    boxes = box_count({letter for label in words for letter in label if ord(letter) in shipped() and letter != " "})
    assert boxes == 0
    report("B7", f"{count} without any font of the system: no box in their place, {len(told)} rare characters named")


def box_count(letters: set[str]) -> int:
    """Return how many letters look like the mark that a face has for what it lacks."""
    with warnings.catch_warnings(action="ignore"):
        box = drawn("\U0010ffff")
    assert box.min() < 128
    return sum(np.array_equal(drawn(letter), box) for letter in letters)


def drawn(letter: str) -> NDArray[np.uint8]:
    """Return a letter in the faces that films are drawn with, as grey pixels (48, 48)."""
    figure = Figure(figsize=(48 / 72, 48 / 72), dpi=72)
    canvas = FigureCanvasAgg(figure)
    figure.text(0.2, 0.3, letter, fontproperties=font(letter, 24), parse_math=False)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., 0].copy()
