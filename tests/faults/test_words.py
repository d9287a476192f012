"""B2: titles, labels and captions are drawn as they are, or refused by name; none is read as a formula or a command."""

from __future__ import annotations

import json
import time
import warnings
from collections.abc import Callable

import pytest

from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.errors import GlyphWarning, SceneError
from gdanim.provenance import describe
from gdanim.stage import Stage

LONGEST = 1.0
"""Seconds of processor time from words to a drawing."""

DRAWN = {
    "long": "W" * 200,
    "an open formula": "$",
    "a broken formula": r"$\frac{",
    "a command": r"$\input{/etc/passwd}$",
    "an unknown command": r"a $\badcommand$ b",
    "braces": "$" + "{" * 60 + "x" + "}" * 60 + "$",
    "fractions": "$" + r"\frac{1}{" * 18 + "x" + "}" * 18 + "$",
    "subscripts": "x_{y_{z",
    "escapes": r"\$5 \n \x00",
    "format fields": "%s %n {0} {x!r} %(x)s",
    "markup": "<script>alert(1)</script>",
    "quotes": "\"';-- `id` $(id)",
    "Chinese": "梯度下降",
}
STOOD_FOR = {
    "Hebrew": "שלום עולם",
    "Arabic": "مرحبا",
    "emoji": "loss 😀👩‍👩‍👧",
    "a rare character": "𠀀",
    "accents on accents": "e" + "\u0301" * 100,
    "no width": "a\u200bb",
}
REFUSED = {
    "100 kB": "x" * 100_000,
    "a bell": "a\x07b",
    "a new line": "a\nb",
    "a tab": "a\tb",
    "NUL": "a\0b",
    "delete": "a\x7fb",
    "a control of Latin 1": "a\x85b",
    "a line separator": "a\u2028b",
    "half a surrogate pair": "a\ud800b",
    "words turned round": "abc\u202efed",
}
PLACES = ("title", "label", "caption")


def scene(place: str, words: str) -> Scene:
    bowl = Objective("x**2 + y**2", domain=[(-1, 1), (-1, 1)])
    label = words if place == "label" else "b"
    runs = [Run(GradientDescent(0.1), (1, 0.5), label), Run(GradientDescent(0.2), (1, 0))]
    title, caption = (words if place == name else "a" for name in ("title", "caption"))
    return Scene(title, bowl, runs, [Contour()], steps=2, size=(640, 360), fps=5, hold=0.1, caption=caption)


def draw(place: str, words: str) -> None:
    begin = time.process_time()
    made = scene(place, words)
    stage = Stage(made)
    assert stage.draw(len(stage) - 1).any()
    assert time.process_time() - begin < LONGEST
    about = json.loads(describe(made, stage.trajectories, stage.clock, None))
    assert {**about, "label": about["runs"][0]["label"]}[place] == words


@pytest.fixture(scope="module", autouse=True)
def faces_are_read() -> None:
    draw("title", "a")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", DRAWN)
def test_words_are_drawn_as_they_are(case: str, place: str) -> None:
    draw(place, DRAWN[case])


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", STOOD_FOR)
def test_a_character_that_no_face_has_is_named_with_its_words(case: str, place: str) -> None:
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        draw(place, STOOD_FOR[case])
    assert {warning.category for warning in told} == {GlyphWarning}
    assert all(STOOD_FOR[case][:40] in str(warning.message) for warning in told)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_drawn_is_refused_by_name(case: str, place: str) -> None:
    with pytest.raises(SceneError, match=place) as refusal:
        scene(place, REFUSED[case])
    assert str(refusal.value).isprintable()
    assert len(str(refusal.value)) < 200


@pytest.mark.parametrize("name", ["_", "__x", "_1", r"\alpha", "$x$", "x y", "é", "𝐱"])
def test_a_symbol_that_is_no_plain_name_is_refused(name: str) -> None:
    with pytest.raises(SceneError):
        Objective(f"{name}**2", domain=(-1, 1))


def test_what_came_of_the_words(report: Callable[[str, str], None]) -> None:
    drawn, stood, refused = (len(cases) * len(PLACES) for cases in (DRAWN, STOOD_FOR, REFUSED))
    report("B2", f"{drawn} drawn as they are, {stood} with the missing character named, {refused} refused by name")
