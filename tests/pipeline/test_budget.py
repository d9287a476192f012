"""The best film under a weight: under it, near it, and told what it gave up."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from gdanim import Contour, Loss, Momentum, Run, Scene, SceneError
from gdanim.encode import Thrift
from gdanim.landscapes import beale
from gdanim.pipeline import Economy, render, render_within
from gdanim.scene import load_scenes

ROOT = Path(__file__).parents[2]

SCENE = Scene(
    "Beale", beale, [Run(Momentum(0.001), (1, 1.5))], [Contour(), Loss()], steps=60, size=(640, 360), hold=0.5
)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> int:
    [film] = render(SCENE, tmp_path_factory.mktemp("full") / "film.gif")
    return film.bytes


@pytest.mark.parametrize("share", [0.9, 0.6, 0.35, 0.2])
def test_a_film_lands_under_its_budget_and_uses_most_of_it(share: float, full: int, tmp_path: Path) -> None:
    most = int(share * full)
    attempt = render_within(SCENE, tmp_path / "film.gif", most)
    assert 0.6 * most <= attempt.film.bytes <= most
    assert (tmp_path / "film.gif").stat().st_size == attempt.film.bytes
    assert attempt.told()
    with Image.open(tmp_path / "film.gif") as image:
        assert image.size == attempt.film.size
        assert image.n_frames == attempt.film.frames
    assert [path.name for path in tmp_path.iterdir()] == ["film.gif"]


@pytest.mark.thorough
@pytest.mark.parametrize("name", sorted(film.stem for film in (ROOT / "output/gallery").glob("*.gif")))
def test_every_film_of_the_gallery_lands_under_any_budget_and_uses_most_of_it(name: str, tmp_path: Path) -> None:
    [scene] = load_scenes(ROOT / f"scenes/{name}.py").values()
    [whole] = render(scene, tmp_path / "whole.gif")
    for share in (1.1, 0.8, 0.6, 0.4, 0.25):
        most = int(share * whole.bytes)
        attempt = render_within(scene, tmp_path / "film.gif", most)
        assert min(0.6 * most, whole.bytes) <= attempt.film.bytes <= most, share
        print(
            f"{name}: {most:,} bytes, {attempt.film.bytes / most:.0%} of them used, without {attempt.told() or 'loss'}"
        )


def test_a_film_that_fits_gives_nothing_up(full: int, tmp_path: Path) -> None:
    attempt = render_within(SCENE, tmp_path / "film.gif", full)
    assert (attempt.film.bytes, attempt.told()) == (full, "")


def test_colours_go_before_drawings_and_drawings_before_size(full: int, tmp_path: Path) -> None:
    light = render_within(SCENE, tmp_path / "film.gif", int(0.35 * full))
    assert light.economy.thrift.colours == 64
    assert light.economy.drawings < 1
    [plain] = render(SCENE, tmp_path / "plain.gif", economy=Economy(thrift=Thrift(colours=64)))
    heavy = render_within(SCENE, tmp_path / "film.gif", plain.bytes)
    assert heavy.film.bytes == plain.bytes < full
    assert (heavy.economy.drawings, heavy.economy.scale) == (1, 1)


def test_a_weight_too_small_for_any_film_is_refused_and_the_old_film_stays(tmp_path: Path) -> None:
    old = tmp_path / "film.gif"
    old.write_bytes(b"old")
    with pytest.raises(SceneError, match="even the smallest film weighs more than 500 bytes"):
        render_within(SCENE, old, 500)
    assert old.read_bytes() == b"old"
