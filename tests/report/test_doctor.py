"""The doctor finds nothing where all is well, and what is broken where it is."""

from __future__ import annotations

import json
import os
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from gdanim import pipeline
from gdanim.cli import DONE, FAILED, main
from gdanim.encode import Film
from gdanim.encode.formats import LIMITS
from gdanim.errors import RenderError
from gdanim.report import doctor
from gdanim.scene import Scene


def examined(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, str]]:
    return {(found := json.loads(line))["subject"]: found for line in capsys.readouterr().out.splitlines()}


def test_where_all_is_well_a_film_is_made_in_every_format(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == DONE
    found = examined(capsys)
    assert {found[suffix]["level"] for suffix in LIMITS} == {"ok"}
    assert found[".gif"]["sentence"].startswith("made and read back: 2 frames")
    assert found["numpy"]["sentence"] == version("numpy")
    assert found["faces"]["level"] == "ok"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let films be made at once, all but the MP4, which fails."""

    def render(scene: Scene, path: Path) -> list[Film]:
        if path.suffix == ".mp4":
            raise RenderError("No encoder for H.264.")
        return [Film(path, scene.size, 2, 0.1, 100)]

    monkeypatch.setattr(pipeline, "render", render)


@pytest.mark.usefixtures("quick")
def test_a_format_that_fails_is_named_with_what_helps_and_the_others_are_tried(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["doctor"]) == FAILED
    lines = capsys.readouterr().out.splitlines()
    place = next(k for k, line in enumerate(lines) if line.startswith("error "))
    assert lines[place].split() == ["error", ".mp4", "RenderError:", "No", "encoder", "for", "H.264."]
    assert lines[place + 1].strip().startswith("pip install")
    assert any(line.startswith("ok    .webm") for line in lines)
    assert lines[-1] == "1 of these need mending."


def test_a_missing_package_is_told_before_anything_is_tried(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> str:
        if name == "av":
            raise PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr(doctor, "version", missing)
    assert main(["doctor", "--json"]) == FAILED
    found = examined(capsys)
    assert found["av"] == {"subject": "av", "level": "error", "sentence": "is not installed", "mend": "pip install av"}
    assert ".gif" not in found


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: str(path) != str(tmp_path) and allowed(path, mode))
    assert main(["doctor", "--json"]) == FAILED
    found = examined(capsys)["current folder"]
    assert found["level"] == "error"
    assert found["sentence"] == f"{tmp_path} cannot be written to"
