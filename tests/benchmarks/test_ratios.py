"""What gdanim promises against other ways of making films, as ratios within one run; minutes, so not run by default."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.benchmark


@pytest.fixture(scope="module")
def measured() -> dict[str, Any]:
    """Return what `table.py --json` measures, in a process that is still small."""
    command = [sys.executable, Path(__file__).with_name("table.py"), "--json"]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


@pytest.mark.parametrize(
    ("film", "times"),
    [
        ("short.gif", 6), ("long.gif", 15), ("short.mp4", 5), ("long.mp4", 8), ("orbit.gif", 4), ("orbit.mp4", 4),
        ("saddle.gif", 15), ("wide.mp4", 8),
    ],
)  # fmt: skip
def test_films_are_made_many_times_faster(measured: dict[str, Any], film: str, times: float) -> None:
    assert measured[film]["speed"] >= times


@pytest.mark.parametrize(("film", "share"), [("short.gif", 1 / 3), ("long.gif", 1 / 3), ("saddle.gif", 1 / 10)])
def test_gifs_take_a_part_of_the_bytes(measured: dict[str, Any], film: str, share: float) -> None:
    assert measured[film]["bytes"] <= share


@pytest.mark.parametrize("film", ["short.gif", "long.gif"])
def test_gifs_are_no_less_true_to_their_drawings(measured: dict[str, Any], film: str) -> None:
    assert measured[film]["decibels"] >= 0


@pytest.mark.parametrize("row", ["memory.gif", "memory.mp4", "memory-2.gif", "memory-2.mp4"])
def test_memory_does_not_grow_with_the_length_of_the_film(measured: dict[str, Any], row: str) -> None:
    assert measured[row]["growth"] <= 20
    assert measured[row]["peak"] <= 300


@pytest.mark.parametrize("row", ["memory-wide", "memory-wide-2"])
def test_a_film_in_high_definition_takes_no_more_than_450_mebibytes(measured: dict[str, Any], row: str) -> None:
    assert measured[row]["peak"] <= 450


def test_two_processes_are_nearly_twice_as_fast(measured: dict[str, Any]) -> None:
    assert measured["jobs"]["speed"] >= 1.7


@pytest.mark.parametrize(("film", "times"), [("manim-short", 3), ("manim-long", 5)])
def test_films_are_made_several_times_as_fast_as_with_manim(measured: dict[str, Any], film: str, times: float) -> None:
    pytest.importorskip("manim", reason="Manim is not installed")
    assert measured[film]["speed"] >= times


def test_a_million_starts_on_a_map_are_twice_as_fast_as_torchs(measured: dict[str, Any]) -> None:
    pytest.importorskip("torch", reason="the torch extra is not installed")
    assert measured["basins"]["speed"] >= 2
    assert measured["basins"]["apart"] == 0


def test_a_hundred_thousand_runs_of_adam_are_twice_as_fast_as_torchs() -> None:
    pytest.importorskip("torch", reason="the torch extra is not installed")
    command = [sys.executable, Path(__file__).with_name("adam_at_scale.py")]
    measured = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    assert measured["speed"] >= 2
    assert measured["apart"] < 1e-9
