"""What is kept of a long film comes back whole or not at all, and only for what shows the same."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gdanim import Contour, GradientDescent, Loss, Momentum, Objective, Run, Scene
from gdanim.cli import main
from gdanim.encode import Coded, Packet
from gdanim.pipeline import render
from gdanim.store import Store
from gdanim.workers import segments
from gdanim.workers.studio import Here

CODED = (
    Coded((Packet(b"one\n", 0, -2), Packet(b"", 2, -1, is_key=False)), b"head"),
    Coded((Packet(bytes(range(256)), 0, 0),)),
)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LONGEST", 30)
    monkeypatch.setattr(segments, "SEAMLESS", 30)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture(scope="module")
def scene() -> Scene:
    bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
    runs = [Run(GradientDescent(0.1), (1.5, 1)), Run(Momentum(0.02), (-1.5, 1))]
    return Scene("Two ways", bowl, runs, [Contour()], steps=20, size=(320, 180), fps=10)


@pytest.fixture
def made(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[bytes, list[int]]]:
    """Return what renders a film with the store, and tells its bytes and where the segments begin that are made."""

    def run(scene: Scene, name: str = "film.mp4", **options: Any) -> tuple[bytes, list[int]]:
        starts: list[int] = []

        def noted(here: Here, formats: Any, plan: Any, wanted: list[range], *keep: Any) -> Any:
            for drawings in wanted:
                starts.append(drawings.start)
                yield from coded(here, formats, plan, [drawings], *keep)

        coded = Here.coded
        with monkeypatch.context() as patch:
            patch.setattr(Here, "coded", noted)
            [film] = render(scene, tmp_path / name, store=store, **options)
        return film.path.read_bytes(), starts

    return run


def test_what_is_put_comes_back(store: Store) -> None:
    store.put("a", CODED)
    assert store.get("a") == CODED
    assert store.get("b") is None
    assert [path.name for path in store.folder.iterdir()] == ["a.segment"]


def test_every_cut_and_every_flipped_bit_is_a_miss_and_removed(store: Store) -> None:
    store.put("a", CODED)
    [path] = store.entries()
    whole = path.read_bytes()
    damaged = [whole[:length] for length in range(len(whole))]
    damaged += [whole[:k] + bytes([whole[k] ^ 1 << k % 8]) + whole[k + 1 :] for k in range(len(whole))]
    for content in damaged:
        path.write_bytes(content)
        assert store.get("a") is None
        assert not path.exists()


def test_entries_that_have_changed_places_are_misses(store: Store) -> None:
    store.put("a", CODED)
    store.put("b", CODED[:1])
    one, other = store.entries()
    contents = one.read_bytes(), other.read_bytes()
    one.write_bytes(contents[1])
    other.write_bytes(contents[0])
    assert store.get("a") is None
    assert store.get("b") is None
    assert store.entries() == []


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    Store(tmp_path).put("a", CODED)
    store = Store(tmp_path, most=3 * Store(tmp_path).bytes)
    for age, key in enumerate("abc"):
        store.put(key, CODED)
        os.utime(tmp_path / f"{key}.segment", (age, age))
    store.get("a")
    store.put("d", CODED)
    assert {path.stem for path in store.entries()} == {"a", "c", "d"}


def test_a_second_render_makes_nothing_and_has_the_same_bytes(scene: Scene, made: Any) -> None:
    first, starts = made(scene)
    assert starts == [0, 20, 40, 60]
    assert made(scene) == (first, [])


def test_a_render_that_was_ended_goes_on(scene: Scene, made: Any, tmp_path: Path) -> None:
    def end(done: int, _: int) -> None:
        if done == 65:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        made(scene, progress=end)
    resumed, starts = made(scene)
    assert starts == [60]
    [whole] = render(scene, tmp_path / "whole.mp4")
    assert resumed == whole.path.read_bytes()


def test_a_changed_tail_makes_the_tail_alone(scene: Scene, made: Any, tmp_path: Path) -> None:
    made(scene)
    longer = scene.with_(hold=3.0)
    film, starts = made(longer)
    assert starts == [60]
    [whole] = render(longer, tmp_path / "whole.mp4")
    assert film == whole.path.read_bytes()


def test_whatever_else_is_seen_makes_all_anew(scene: Scene, made: Any) -> None:
    made(scene)
    changed = [
        scene.with_(title="Two more ways"),
        scene.with_(theme="dark"),
        scene.with_(panels=[Contour(), Loss()]),
        scene.with_(runs=[Run(GradientDescent(0.11), (1.5, 1)), scene.runs[1]]),
    ]
    for other in changed:
        assert made(other)[1] == [0, 20, 40, 60]
    assert made(scene, quality="draft")[1] == [0, 20, 40, 60]
    assert made(scene, "film.gif")[1] == [0, 20, 40, 60]
    assert made(scene)[1] == []


def test_a_damaged_segment_is_made_anew(scene: Scene, made: Any, store: Store) -> None:
    first, _ = made(scene)
    path = store.entries()[1]
    path.write_bytes(path.read_bytes()[:-1])
    again, starts = made(scene)
    assert again == first
    assert len(starts) == 1


def test_a_film_of_one_segment_is_not_kept(
    scene: Scene, made: Any, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "LONGEST", 250)
    assert made(scene)[1] == [0]
    assert store.entries() == []


def test_a_store_that_cannot_be_written_is_told_and_the_film_is_made(scene: Scene, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.warns(UserWarning, match="keeps no segments: Not a directory"):
        render(scene, tmp_path / "film.mp4", store=Store(tmp_path / "file" / "store"))
    assert (tmp_path / "film.mp4").stat().st_size


def test_the_command_tells_and_clears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda *_, **__: tmp_path)
    Store().put("a", CODED)
    assert main(["cache"]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'segments'}  1 segments, 0 kB, of at most 1000 MB\n"
    assert main(["cache", "--clear"]) == 0
    assert "removed" in capsys.readouterr().out
    assert Store().entries() == []
