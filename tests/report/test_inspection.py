"""Inspecting a film: what playing it shows, and where it fits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gdanim.cli import DONE, main
from gdanim.embed import DESTINATIONS

SCENE = """from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)])
scene = Scene(
    "A bowl", bowl, [Run(GradientDescent(rate), (1, 1)) for rate in (0.1, 0.2)], [Contour()], steps=4, size=(320, 180),
    fps=10,
)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    (folder / "bowl.py").write_text(SCENE)
    outputs = [word for suffix in ("gif", "mp4", "html", "png") for word in ("-o", str(folder / f"bowl.{suffix}"))]
    assert main(["render", str(folder / "bowl.py"), *outputs, "--quiet"]) == DONE
    assert main(["render", str(folder / "bowl.py"), "-o", str(folder / "once.gif"), "--loop", "1", "--quiet"]) == DONE
    return folder


@pytest.fixture
def told(folder: Path, capsys: pytest.CaptureFixture[str]):
    """Return what inspect says of a film, as text and as JSON."""

    def inspect(name: str) -> tuple[str, dict]:
        assert main(["inspect", str(folder / name)]) == DONE
        text = capsys.readouterr().out
        assert main(["inspect", str(folder / name), "--json"]) == DONE
        return text, json.loads(capsys.readouterr().out)

    return inspect


def test_timing_is_that_of_the_file(told, folder: Path) -> None:
    text, facts = told("bowl.gif")
    assert facts["timing"]["seconds"] == pytest.approx(facts["seconds"], abs=0.01)
    assert facts["timing"]["images"] == facts["drawings"]
    assert facts["bytes"] == (folder / "bowl.gif").stat().st_size
    assert f"{facts['drawings']} images, {facts['seconds']:.2f} s, plays for ever" in text
    assert told("bowl.mp4")[1]["timing"]["images"] == round(facts["seconds"] * facts["fps"])
    assert told("once.gif")[1]["timing"]["loop"] == 1


def test_places_are_told_with_how_their_limits_are_known(told) -> None:
    text, facts = told("bowl.gif")
    assert set(facts["places"]) == set(DESTINATIONS)
    assert facts["places"]["github"] == {"fits": True, "faults": [], "evidence": "source"}
    assert not facts["places"]["powerpoint"]["fits"]
    lines = [line.strip() for line in text.splitlines()]
    assert any(line.startswith("fits github, ") for line in lines)
    assert any(line.startswith("fits, by what is commonly stated, medium, ") for line in lines)
    assert any(line.startswith("other formats: powerpoint .mp4, ") for line in lines)
    assert told("bowl.html")[1]["places"]["revealjs"]["fits"]


def test_only_a_picture_that_loops_for_long_disturbs(told) -> None:
    assert "--loop 1" in told("bowl.gif")[0]
    for name in ("bowl.mp4", "bowl.html", "once.gif"):
        assert told(name)[1]["endless"] == ""


@pytest.mark.parametrize("name", ["bowl.gif", "bowl.mp4", "bowl.html"])
def test_a_film_of_ours_does_not_flash(name: str, told) -> None:
    text, facts = told(name)
    assert facts["flashing"]["is_safe"]
    assert "does not flash" in text


def test_what_does_not_move_has_no_timing(told) -> None:
    assert "timing" not in told("bowl.png")[1]


def test_check_tells_whom_a_film_may_disturb(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(folder / "bowl.py")]) == DONE
    report = capsys.readouterr().out
    assert "its reader cannot stop it" in report
    assert "colours differ to protan, deutan and tritan eyes too" in report
    assert "Nothing large can flash: " in report
