"""Trajectories as data: one table, whether it is printed or written, with all its digits."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from gdanim import Contour, Curve, GradientDescent, Momentum, Objective, RenderError, Run, Scene, recorded, render
from gdanim.cli import main

BOWL = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
RUNS = [Run(GradientDescent(0.1), (1, 1 / 3), label="plain, ηₖ"), Run(Momentum(0.1), (-1, 1))]
SCENE = Scene("A bowl", BOWL, RUNS, [Contour()], steps=5, size=(320, 180))


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    films = render(SCENE, tmp_path / "bowl.csv", tmp_path / "bowl.json")
    assert [(film.frames, film.bytes) for film in films] == [(0, film.path.stat().st_size) for film in films]
    return films[0].path, films[1].path


def test_a_csv_holds_every_step_of_every_run_to_the_last_digit(tables: tuple[Path, Path]) -> None:
    with tables[0].open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["run", "step", "x", "y", "value", "learning_rate"]
    for label, trajectory in zip(SCENE.labels, SCENE.descend(), strict=True):
        own = [row for row in rows if row["run"] == label]
        assert [int(row["step"]) for row in own] == list(range(6))
        np.testing.assert_array_equal([[float(row["x"]), float(row["y"])] for row in own], trajectory.points)
        np.testing.assert_array_equal([float(row["value"]) for row in own], trajectory.values)
        assert [row["learning_rate"] for row in own] == ["0.1"] * 5 + [""]


def test_the_json_is_the_same_table(tables: tuple[Path, Path]) -> None:
    with tables[0].open(encoding="utf-8", newline="") as file:
        told = [[str(value) for value in row.values()] for row in csv.DictReader(file)]
    rows = json.loads(tables[1].read_text("utf-8"))
    assert [["" if value is None else str(value) for value in row.values()] for row in rows] == told


def test_what_trace_prints_is_what_a_file_holds(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bowl.py").write_text(
        "from gdanim import *\n"
        'bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])\n'
        'scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=3)\n'
    )
    written = {suffix: tmp_path / f"bowl{suffix}" for suffix in (".csv", ".json")}
    outputs = [word for path in written.values() for word in ("-o", str(path))]
    assert main(["render", str(tmp_path / "bowl.py"), *outputs]) == 0
    told = capfd.readouterr().out
    assert f"{written['.csv']}  0 kB" in told and "frames" not in told
    assert main(["trace", str(tmp_path / "bowl.py"), "--csv"]) == 0
    assert capfd.readouterr().out.replace("\r", "") == written[".csv"].read_text("utf-8")
    assert main(["trace", str(tmp_path / "bowl.py"), "--json"]) == 0
    assert [json.loads(line) for line in capfd.readouterr().out.splitlines()] == json.loads(
        written[".json"].read_text("utf-8")
    )


def test_a_written_table_may_be_read_back_as_a_run(tables: tuple[Path, Path]) -> None:
    again = recorded(tables[0], run="plain, ηₖ")
    np.testing.assert_array_equal(again.optimizer.points, SCENE.descend()[0].points)


def test_json_has_no_word_for_what_is_not_finite(tmp_path: Path) -> None:
    steep = Objective("exp(x**2)", domain=(-3, 3))
    scene = Scene("Steep", steep, [Run(GradientDescent(1), 3)], [Curve()], steps=9, size=(320, 180))
    [film] = render(scene, tmp_path / "steep.json")
    rows = json.loads(film.path.read_text("utf-8"), parse_constant=lambda word: pytest.fail(word))
    assert rows[0]["x"] == 3


def test_a_table_that_is_cut_short_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bowl.csv").write_text("old")
    monkeypatch.setattr("gdanim.pipeline.tables._count", lambda *_: 3)
    with pytest.raises(RenderError, match=r"bowl\.csv: it holds 3 rows, but 12 were written"):
        render(SCENE, tmp_path / "bowl.csv")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("bowl.csv", "old")]
