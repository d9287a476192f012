"""Words: every shipped script is drawn from the shipped faces, and what they lack is said."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from gdanim import Contour, GradientDescent, Objective, Run, Scene, Stage, load_scenes
from gdanim.drawing.lettering import legible
from gdanim.drawing.stamps import picture
from gdanim.errors import GlyphWarning

SCENES = sorted((Path(__file__).parents[2] / "scenes").glob("*.py"))
BOWL = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])


def bowl(title: str, label: str = "") -> Scene:
    return Scene(title, BOWL, [Run(GradientDescent(0.1), (1, 1), label=label)], [Contour()], steps=3)


@pytest.mark.parametrize(
    "text", ["步长与鞍点", "学习率 η = 0.1", "ステップ かな", "기울기", "Łódź, naïve, Ελληνικά", "→ ✓ − ×"]
)
def test_scripts_of_the_shipped_faces_are_drawn_as_they_are(text: str) -> None:
    assert legible(text) == text
    assert np.ptp(picture(text, 24, "#000000", None).pixels[..., 3]) == 255


def test_a_character_that_no_face_has_is_named_with_its_label() -> None:
    with pytest.warns(GlyphWarning, match=r'No font has 🚀 \(U\+1F680\), in "fast 🚀"') as seen:
        assert legible("fast 🚀") == "fast ?"
    assert len(seen) == 1


def test_titles_and_labels_with_missing_characters_are_drawn_all_the_same() -> None:
    with pytest.warns(GlyphWarning) as seen:
        Stage(bowl("A 🎈 rises", label="up 🚀")).frame(1)
    assert {str(warning.message).split('"')[1] for warning in seen} == {"A 🎈 rises", "up 🚀"}


def test_the_command_line_says_so_in_one_line(tmp_path: Path) -> None:
    file = tmp_path / "balloon.py"
    file.write_text(
        "from gdanim import *\n"
        'bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])\n'
        'scene = Scene("A 🎈 rises", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=2)\n',
        "utf-8",
    )
    command = [sys.executable, "-m", "gdanim", "render", str(file), "-o", str(tmp_path / "balloon.png")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == 'Warning: No font has 🎈 (U+1F388), in "A 🎈 rises"; ? stands for it.\n'


@pytest.mark.parametrize("path", SCENES, ids=lambda path: path.stem)
def test_every_shipped_scene_can_speak_chinese(path: Path) -> None:
    for scene in load_scenes(path).values():
        stage = Stage(scene.with_(language="zh"))
        for index in (0, len(stage) // 2, len(stage) - 1):
            stage.draw(index)
        assert any("一" <= letter <= "鿿" for text in stage._figure.texts for letter in text.get_text())
