"""Snippets and places: what is pasted is well formed, and what a place does not take is said."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gdanim import SceneError
from gdanim.cli import main
from gdanim.embed import DESTINATIONS, SNIPPETS, misfits, snippet
from gdanim.wording.alt_text import LONGEST_ALT, alt_text

ABOUT = {
    "title": 'A "bowl" & <more>',
    "caption": "",
    "size": [320, 180],
    "fps": 25,
    "runs": [{"label": "A", "method": "Adam", "start": "(1, 1)", "outcome": "converged to a minimum by step 9"}],
}


@pytest.fixture
def films(tmp_path: Path) -> Path:
    names = ("a.gif", "a.mp4", "a.webm", "a.png", "a-dark.gif")
    for name in (*names, *(f"f-{k:03d}.png" for k in range(12))):
        (tmp_path / name).touch()
    return tmp_path


def test_the_words_of_places_are_one_vocabulary() -> None:
    assert set(SNIPPETS) == set(DESTINATIONS)


def test_a_picture_stands_still_for_those_who_wish_and_has_its_dark_twin(films: Path, read_page: Any) -> None:
    tags = read_page(snippet(films / "a.gif", ABOUT, "html", "img/a.gif")).seen
    assert [tag for tag, _ in tags] == ["picture", "source", "source", "img"]
    assert tags[1][1] == {"media": "(prefers-reduced-motion: reduce)", "srcset": "img/a.png"}
    assert tags[2][1] == {"media": "(prefers-color-scheme: dark)", "srcset": "img/a-dark.gif"}
    assert tags[3][1]["alt"] == alt_text(ABOUT)
    assert (tags[3][1]["width"], tags[3][1]["height"]) == ("320", "180")


def test_a_video_can_be_stopped_and_has_its_poster(films: Path, read_page: Any) -> None:
    tags = read_page(snippet(films / "a.mp4", ABOUT, "html", "a.mp4")).seen
    assert [tag for tag, _ in tags] == ["video", "source", "source"]
    assert {"autoplay", "muted", "loop", "playsinline", "controls"} <= set(tags[0][1])
    assert tags[0][1]["poster"] == "a.png"
    assert [tag[1]["type"] for tag in tags[1:]] == ["video/webm", "video/mp4"]


def test_latex_plays_numbered_pictures(films: Path) -> None:
    told = snippet(films / "f-000.png", ABOUT, "latex", "frames/f-000.png")
    assert told == r"\animategraphics[autoplay,loop,width=\linewidth]{25}{frames/f-}{000}{011}"
    known = ABOUT | {"drawings": 10, "seconds": 4.0}
    assert snippet(films / "f-000.png", known, "latex", "f-000.png").endswith("{2.5}{f-}{000}{009}")
    with pytest.raises(SceneError, match="LaTeX plays numbered pictures"):
        snippet(films / "a.gif", ABOUT, "latex")


@pytest.mark.parametrize("place", [place for place in SNIPPETS if place != "latex"])
def test_every_place_names_the_film(place: str, films: Path) -> None:
    assert "a.gif" in snippet(films / "a.gif", ABOUT, place)


def test_a_film_that_is_a_page_stands_in_a_frame(films: Path, read_page: Any) -> None:
    ((tag, attributes),) = read_page(snippet(films / "a.html", ABOUT, "html", "a.html")).seen
    assert (tag, attributes["src"], attributes["title"]) == ("iframe", "a.html", alt_text(ABOUT))
    assert "IFrame('a.html', " in snippet(films / "a.html", ABOUT, "jupyter", "a.html")
    with pytest.raises(SceneError, match=r"can stand at html, .*; for x render another format"):
        snippet(films / "a.html", ABOUT, "x")


def test_a_still_is_no_animation(films: Path) -> None:
    assert "![Animation: A " in snippet(films / "a.gif", ABOUT, "markdown")
    assert "![A " in snippet(films / "a.svg", ABOUT, "markdown")


def test_a_name_with_spaces_and_brackets_is_a_destination_in_markdown(films: Path) -> None:
    for place in ("markdown", "marp", "quarto"):
        assert "(my%20film%20%282%29.gif)" in snippet(films / "a.gif", ABOUT, place, "my film (2).gif")
        assert "(https://example.org/a.gif?v=2#b)" in snippet(
            films / "a.gif", ABOUT, place, "https://example.org/a.gif?v=2#b"
        )


def test_a_sequence_is_embedded_by_its_first_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bowl.py").write_text(
        "from gdanim import *\n"
        'bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])\n'
        'scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Loss()], steps=1, glide=False, fps=1)\n'
    )
    monkeypatch.chdir(tmp_path)
    assert main(["render", "bowl.py", "--size", "320x180", "-o", "f-%02d.png", "-o", "p-%02d.pdf"]) == 0
    count = len(list(tmp_path.glob("f-*.png")))
    capsys.readouterr()
    for first in ("f-00.png", "p-00.pdf"):
        assert main(["embed", first, "--for", "latex"]) == 0
        assert capsys.readouterr().out.strip().endswith(f"{{{first[:2]}}}{{00}}{{{count - 1:02d}}}")


def test_alt_text_tells_how_runs_ended_and_is_not_endless() -> None:
    assert alt_text(ABOUT).endswith("A (Adam from (1, 1)) converged to a minimum by step 9.")
    many = ABOUT | {"runs": ABOUT["runs"] * 40}
    assert len(alt_text(many)) <= LONGEST_ALT + 12
    assert alt_text(many).endswith("And more.")


def test_an_unknown_place_names_the_nearest(films: Path) -> None:
    with pytest.raises(SceneError, match=r"no snippet for githup\. Did you mean github"):
        snippet(films / "a.gif", ABOUT, "githup")


def test_limits_are_measured() -> None:
    x = DESTINATIONS["x"]
    assert list(misfits(x, Path("a.gif"), (960, 540), 200, 10**6)) == []
    assert list(misfits(x, Path("a.gif"), (1920, 1080), 400, 10**6)) == [
        "1920x1080, of at most 1280x1080",
        "400 images, of at most 350",
        "829,440,000 pixels in all, of at most 300,000,000",
    ]
    assert list(misfits(DESTINATIONS["powerpoint"], Path("a.gif"), (960, 540), 9, 9)) == [".gif, where .mp4 is wanted"]


def test_render_for_a_place_takes_its_size_format_and_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bowl.py").write_text(
        "from gdanim import *\n"
        'bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])\n'
        'scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=3)\n'
    )
    monkeypatch.chdir(tmp_path)
    assert main(["render", "bowl.py", "--for", "github"]) == 0
    assert capsys.readouterr().out.startswith("output/bowl-github.gif  800x450")
    assert main(["embed", "output/bowl-github.gif", "--for", "github"]) == 0
    assert capsys.readouterr().out.startswith('<img src="output/bowl-github.gif" width="800"')
    assert main(["render", "bowl.py", "--for", "nowhere"]) == 2
