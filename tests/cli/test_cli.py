"""The command line: what it writes, what it prints, and with which code it ends."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
import termios
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

import gdanim
import gdanim.schedules
from gdanim.cli import DONE, FAILED, INTERRUPTED, MISUSED, TERMINATED, Terminated, main
from gdanim.cli import gdanim as command_line
from gdanim.errors import RenderError
from gdanim.landscapes import CATALOGUE

SCENE = """
from gdanim import Contour, GradientDescent, Objective, Run, Scene

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-1, 1)], saddles=[(0, 0)])
scene = Scene(
    "A saddle", saddle, runs=[Run(GradientDescent(0.1), (1, 0))], panels=[Contour()], steps=4, size=(320, 180), hold=0.2
)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with one scene file, which is the current directory."""
    (tmp_path / "saddle.py").write_text(SCENE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_render_writes_a_gif_and_an_mp4_into_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "saddle.py"]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["output/saddle.gif", "output/saddle.mp4"]
    assert (folder / "output/saddle.gif").read_bytes()[:6] == b"GIF89a"
    assert (folder / "output/saddle.mp4").read_bytes()[4:8] == b"ftyp"


def test_several_scenes_in_a_file_are_told_apart_by_name(folder: Path) -> None:
    (folder / "two.py").write_text(SCENE + "other = scene.with_(title='Other')\n")
    assert main(["render", "two.py", "--quiet"]) == DONE
    names = sorted(path.name for path in (folder / "output").iterdir())
    assert names == ["two-other.gif", "two-other.mp4", "two-scene.gif", "two-scene.mp4"]


def test_json_prints_one_object_a_film(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "saddle.py", "-o", "a.gif", "-o", "a.png", "--json"]) == DONE
    films = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [film["path"] for film in films] == ["a.gif", "a.png"]
    assert films[0]["width"] == 320
    assert films[0]["bytes"] == (folder / "a.gif").stat().st_size


def test_quiet_prints_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "saddle.py", "-o", "a.gif", "--quiet"]) == DONE
    assert capsys.readouterr() == ("", "")


def test_a_start_that_no_panel_looks_at_is_told_and_the_film_is_made(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "saddle.py").write_text(SCENE.replace("(1, 0))", "(1, 3))"))
    assert main(["render", "saddle.py", "-o", "film.gif"]) == DONE
    told = capsys.readouterr()
    assert told.err == "Warning: A saddle: Gradient descent: the start (1, 3) lies outside the domain.\n"
    assert told.out.startswith("film.gif")
    assert main(["render", "saddle.py", "-o", "film.gif", "--quiet"]) == DONE
    assert capsys.readouterr().err == ""


def test_sides_that_a_video_makes_even_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "two.py").write_text(SCENE + "other = scene.with_(title='Other')\n")
    for command in (["saddle.py", "-o", "a.gif", "-o", "a.mp4"], ["two.py"]):
        assert main(["render", *command, "--size", "321x181"]) == DONE
        told = capsys.readouterr().err.splitlines()
        assert len(told) == (2 if "saddle.py" in command else 4)
        assert all(
            re.fullmatch(r"Warning: \S+ is 322x182, not 321x181: the sides of a video are even\.", line)
            for line in told
        )
    assert main(["render", "saddle.py", "-o", "a.gif", "--size", "321x181"]) == DONE
    assert capsys.readouterr().err == ""


def test_a_scene_file_is_run_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "talks.py").write_text(SCENE + "print('once')\n")
    assert main(["render", "talks.py", "-o", "a.gif", "--quiet"]) == DONE
    assert capsys.readouterr().out == "once\n"


def test_options_change_the_film(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--size", "401x301", "--fps", "10", "--theme", "dark", "--quality", "draft"]
    assert main(["render", "saddle.py::scene", "-o", "a.gif", "-o", "a.mp4", *options]) == DONE
    assert capsys.readouterr().out.count("402x302") == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["render", "sadle.py"], "Did you mean saddle.py?"),
        (["render", "saddle.py::scnee"], "Did you mean scene?"),
        (["render", "saddle.py", "--fps", "0"], "fps is 0"),
        (["render", "saddle.py", "--fps", "60", "-o", "a.gif"], "at most 50"),
        (["render", "saddle.py", "--fps", "x"], "not a valid integer"),
        (["render", "saddle.py", "--size", "big"], "WIDTHxHEIGHT"),
        (["render", "saddle.py", "--size", "0x0"], "0x0"),
        (["render", "saddle.py", "--size", "1000000000x9"], "WIDTHxHEIGHT"),
        (["render", "saddle.py", "--theme", "drak"], "Did you mean dark?"),
        (["render", "saddle.py", "--preset", "slides"], "Did you mean slide?"),
        (["render", "saddle.py", "--quality", "hihg"], "high"),
        (["render", "saddle.py", "--frame", "999", "-o", "a.png"], "frame is 999"),
        (["render", "saddle.py", "--frame", "3", "-o", "a.gif"], "none is named, such as a.png"),
        (["render", "saddle.py", "-o", "a.gif", "-o", "a.gif"], "a.gif is named twice"),
        (["render", "saddle.py", "-o", "a.webmp"], ".gif"),
        (["render", "saddle.py", "-o", "no/such/a.gif"], "no directory"),
        (["render", "saddle.py", "saddle.py", "-o", "a.gif"], "2 were found"),
        (["render"], "Missing argument"),
        (["rendr", "saddle.py"], "No such command"),
        (["trace", "nothing.py"], "no scene file"),
        (["new", "no/such/place"], "no directory"),
        (["new", "saddle"], "exists"),
    ],
)
def test_a_mistake_is_one_sentence_and_code_2(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(arguments) == MISUSED
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert not list(folder.glob("*.gif"))


def test_a_broken_scene_file_shows_the_place_and_the_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.py").write_text(SCENE.replace("GradientDescent(0.1)", "GradientDecent(0.1)"))
    assert main(["check", "broken.py"]) == MISUSED
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "broken.py:6"
    assert "Run(GradientDecent(0.1), (1, 0))" in told[1]
    assert told[-1] == "Error: The name GradientDecent is not defined. Did you mean GradientDescent?"


def test_traceback_shows_where_python_was(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.py").write_text("1 / 0\n")
    assert main(["check", "broken.py", "--traceback"]) == MISUSED
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_list_draws_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "."]) == DONE
    assert capsys.readouterr().out == "saddle.py::scene  A saddle  320x180, 4 steps, 1 run\n"


def test_list_and_check_speak_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    [scene] = listed(capsys, "list", "saddle.py")
    assert scene == {
        "scene": "saddle.py::scene", "title": "A saddle", "size": [320, 180], "steps": 4, "epochs": None,
        "runs": ["Gradient descent"], "panels": ["Contour"],
    }  # fmt: skip
    [told] = listed(capsys, "check", "saddle.py")
    assert {"level": "ok", "sentence": "The saddle claimed at (0, 0) is one."} in told["findings"]


def test_check_reports_by_numbers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "saddle.py"]) == DONE
    report = capsys.readouterr().out
    assert "gradient agrees with central differences" in report
    assert "saddle claimed at (0, 0) is one" in report


def test_check_tells_how_long_a_run_was_at_a_saddle(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "slow.py").write_text(SCENE.replace("(1, 0)", "(1, 1e-6)").replace("steps=4", "steps=90"))
    assert main(["check", "slow.py"]) == DONE
    # 0.8^k is at most 0.02·√2 from step 16 on, 10⁻⁶·1.2^k up to step 56.
    assert "at the saddle (0, 0) from step 16 to step 56, left along +y." in capsys.readouterr().out


def test_check_refuses_a_false_minimum(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "false.py").write_text(SCENE.replace("saddles=[(0, 0)]", "minima=[(0.5, 0)]"))
    assert main(["check", "false.py"]) == MISUSED
    assert "minimum claimed at (0.5, 0) has a gradient of length 1" in capsys.readouterr().out


def test_trace_prints_every_step(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", "saddle.py", "--csv"]) == DONE
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [int(row["step"]) for row in rows] == [0, 1, 2, 3, 4]
    assert float(rows[4]["x"]) == pytest.approx(0.8**4, rel=1e-12)
    assert main(["trace", "saddle.py", "--json"]) == DONE
    assert json.loads(capsys.readouterr().out.splitlines()[1])["value"] == pytest.approx(0.64, rel=1e-12)
    assert main(["trace", "saddle.py"]) == DONE
    assert capsys.readouterr().out.splitlines()[0].split() == ["run", "step", "x", "y", "value", "learning_rate"]


def test_new_writes_a_scene_that_checks_and_never_overwrites(folder: Path) -> None:
    assert main(["new", "long_valley"]) == DONE
    assert main(["check", "long_valley.py"]) == DONE
    assert "Long valley" in (folder / "long_valley.py").read_text()
    assert main(["new", "long_valley"]) == MISUSED


@pytest.mark.parametrize(
    ("error", "code"),
    [(KeyboardInterrupt(), INTERRUPTED), (Terminated(), TERMINATED), (RenderError("The disk is full."), FAILED)],
)
def test_a_render_that_is_broken_off_leaves_the_old_film(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    from gdanim.encode.gif import GifCoder

    (folder / "a.gif").write_bytes(b"old film")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(GifCoder, "frame", fail)
    assert main(["render", "saddle.py", "-o", "a.gif", "--jobs", "1"]) == code
    assert (folder / "a.gif").read_bytes() == b"old film"
    assert sorted(path.name for path in folder.iterdir()) == ["a.gif", "saddle.py"]


@pytest.mark.parametrize(("end", "code"), [(KeyboardInterrupt, INTERRUPTED), (Terminated, TERMINATED)])
def test_an_end_that_a_library_tells_as_an_error_of_its_own_is_an_end(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    end: type[BaseException],
    code: int,
) -> None:
    """As pybind11 does where it is interrupted while a module is loaded."""

    def load(*_: object) -> None:
        try:
            raise end
        except end as error:
            raise ImportError("initialization failed") from error

    monkeypatch.setattr("gdanim.panels.contour.Contour.draw", load)
    assert main(["render", "saddle.py", "-o", "a.gif", "--jobs", "1"]) == code
    assert "initialization failed" not in capsys.readouterr().err
    assert not (folder / "a.gif").exists()


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; from gdanim.cli import main; main(['--help']); "
        "print([m for m in ('matplotlib', 'sympy', 'av', 'imageio', 'numpy', 'rich') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_runs_as_a_program() -> None:
    done = subprocess.run([sys.executable, "-m", "gdanim", "--help"], capture_output=True, text=True, check=True)
    assert "Turn scene files into films" in done.stdout


CATALOGUES = {
    "functions": ("beale", "beal"),
    "optimizers": ("Momentum", "Momentun"),
    "schedules": ("CosineDecay", "CosinDecay"),
}


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    assert main([*words, "--json"]) == DONE
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("command", CATALOGUES)
def test_a_listing_has_a_row_for_every_object_of_its_json(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    facts = listed(capsys, command)
    assert main([command]) == DONE
    head, _, *rows = capsys.readouterr().out.splitlines()
    assert head.startswith(command[:-1])
    assert [row.split()[0] for row in rows] == [fact["name"] for fact in facts]
    assert all(fact["formula"] in row for fact, row in zip(facts, rows, strict=True))


@pytest.mark.parametrize("command", CATALOGUES)
def test_what_is_named_is_told_line_by_line(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    right, _ = CATALOGUES[command]
    [facts] = listed(capsys, command, right)
    assert main([command, right]) == DONE
    told = capsys.readouterr().out
    assert facts["formula"] in told
    assert f"import {right}" in told


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("command", CATALOGUES)
def test_a_listing_keeps_to_the_width_of_its_terminal(command: str, columns: int) -> None:
    """Names stand in full; a pseudo-terminal of so many columns reads what was printed."""
    lines = printed_on_a_terminal(columns, command)
    assert max(map(len, lines)) <= columns
    for name in CATALOGUE if command == "functions" else [CATALOGUES[command][0]]:
        assert any(line.startswith(f"{name} ") for line in lines), name


def printed_on_a_terminal(columns: int, *words: str) -> list[str]:
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (50, columns))
    with subprocess.Popen(
        [sys.executable, "-m", "gdanim", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
    ):
        os.close(theirs)
        chunks = []
        with contextlib.suppress(OSError):  # the terminal is gone once nothing writes to it
            while chunk := os.read(ours, 65536):
                chunks.append(chunk)
    os.close(ours)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", b"".join(chunks).decode())
    return [line.rstrip() for line in plain.splitlines()]


@pytest.mark.parametrize("command", CATALOGUES)
def test_a_listing_can_be_asked_for_names(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong = CATALOGUES[command]
    assert [facts["name"] for facts in listed(capsys, command, right)] == [right]
    assert main([command, wrong]) == MISUSED
    assert capsys.readouterr().err == f"Error: There is no {command[:-1]} {wrong}. Did you mean {right}?\n"


def test_a_function_named_is_told_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["functions", "beale"]) == DONE
    told = capsys.readouterr().out
    assert "(1.5 - x + x*y)**2" in told
    assert "(3, 0.5), where f = 0" in told
    assert "(0, 1), (0.10053793732415836, −2.644513585023125)" in told
    assert told.count("  source ") == 3


def test_every_function_has_a_domain_and_a_source_in_the_listing(capsys: pytest.CaptureFixture[str]) -> None:
    for facts in listed(capsys, "functions"):
        assert len(facts["domain"]) == len(facts["variables"])
        assert facts["sources"]
        assert facts["latex"]


def test_every_public_optimizer_is_listed_with_formula_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    facts = {rule["name"]: rule for rule in listed(capsys, "optimizers")}
    public = {
        name: rule
        for name in gdanim.__all__
        if is_dataclass(rule := getattr(gdanim, name))
        and hasattr(rule, "init")
        and hasattr(rule, "step")
        and not hasattr(rule, "robbins_monro")
        and not rule.__module__.startswith("gdanim.adapters.")  # whole libraries, with formulas of their own
    }
    assert {"GradientDescent", "Adam"} <= set(public) <= set(facts)
    for name, rule in facts.items():
        assert "←" in rule["formula"], name
        assert re.search(r"\b(1[89]|20)\d\d\b", rule["source"]), name
    assert facts["Adam"]["required"] == ["learning_rate"]
    assert facts["Adam"]["defaults"]["beta2"] == 0.999
    assert "β₂" in facts["Adam"]["formula"]
    assert facts["Momentum"]["source"].startswith("Polyak 1964")


def test_schedules_say_whether_they_meet_the_robbins_monro_conditions(capsys: pytest.CaptureFixture[str]) -> None:
    """Ση = ∞ and Ση² < ∞: 1/k does, a constant and 1/√k do not."""
    meets = {schedule["name"]: schedule["robbins_monro"] for schedule in listed(capsys, "schedules")}
    assert set(gdanim.schedules.__all__) <= set(meets)
    assert meets["InverseTime"] is True
    assert meets["Constant"] is meets["InverseSqrt"] is meets["ExponentialDecay"] is False
    assert meets["ReduceOnPlateau"] is None
    assert main(["schedules", "InverseTime", "Constant", "ReduceOnPlateau"]) == DONE
    told = capsys.readouterr().out
    for words in ("Meets the Robbins–Monro", "Does not meet the Robbins–Monro", "depends on the run"):
        assert told.count(words) == 1


@pytest.mark.parametrize(
    ("formula", "claim"),
    [
        ("x**3 - 3*x*y**2", "saddles"),  # no curvature at all
        ("sqrt(x**2 + y**2)", "minima"),  # a cone: no gradient
        ("abs(x) + abs(y) - x**2", "minima"),  # a kink under negative curvature
    ],
)
def test_check_sees_by_values_what_derivatives_cannot_tell(
    folder: Path, capsys: pytest.CaptureFixture[str], formula: str, claim: str
) -> None:
    scene = SCENE.replace("x**2 - y**2", formula)
    (folder / "true.py").write_text(scene.replace("saddles", claim))
    (folder / "false.py").write_text(scene.replace("saddles", "minima" if claim == "saddles" else "saddles"))
    assert main(["check", "true.py"]) == DONE
    assert "claimed at (0, 0) is one." in capsys.readouterr().out
    assert main(["check", "false.py"]) == MISUSED


def completed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    """Return what fish would offer for the last of the words."""
    monkeypatch.setenv("_GDANIM_COMPLETE", "fish_complete")
    monkeypatch.setenv("COMP_WORDS", shlex.join(["gdanim", *words[:-1]]))
    monkeypatch.setenv("COMP_CWORD", words[-1])
    monkeypatch.setattr(sys, "argv", ["gdanim"])
    with pytest.raises(SystemExit):
        main()
    return [line.partition(",")[2].partition("\t")[0] for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("exp",), ["explain"]),
        (("render", "two.py::"), ["two.py::scene", "two.py::other"]),
        (("render", "two.py::o"), ["two.py::other"]),
        (("check", "sad"), ["sad"]),  # the shell's own files
        (("render", "saddle.py", "--theme", "d"), ["dark"]),
        (("render", "saddle.py", "--preset", "s"), ["square", "slide", "story"]),
        (("render", "saddle.py", "--quality", "h"), ["high"]),
        (("embed", "a.gif", "--for", "revea"), ["revealjs"]),
        (("new", "a", "--template", "sad"), ["saddle"]),
        (("functions", "bea"), ["beale"]),
        (("optimizers", "mom"), ["Momentum"]),
        (("schedules", "cos"), ["CosineDecay", "CosineRestarts"]),
    ],
)
def test_a_shell_completes(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: tuple[str, ...],
    offered: list[str],
) -> None:
    (folder / "two.py").write_text(SCENE + "other = scene.with_(title='Other')\n1 / 0\n")
    assert completed(monkeypatch, capsys, *words) == offered


def test_help_names_every_command_under_a_heading_and_cuts_no_sentence() -> None:
    told = "\n".join(printed_on_a_terminal(80, "--help"))
    assert "..." not in told.partition("Scenes:")[2]
    assert re.findall(r"^  ([a-z]+)  +[A-Z].*\.$", told, re.MULTILINE) == list(command_line.commands)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_asks_gdanim(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == DONE
    assert f"_GDANIM_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_bash_understands_its_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "bash"]) == DONE
    script = capsys.readouterr().out
    done = subprocess.run(["bash", "-c", f"{script}\ncomplete -p gdanim"], capture_output=True, text=True, check=True)
    assert "_gdanim_completion gdanim" in done.stdout


def test_a_transparent_scene_is_a_gif_alone_unless_told_otherwise(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", "saddle.py::scene", "--transparent", "--size", "320x180", "--fps", "5", "--quiet"]) == DONE
    assert [path.suffix for path in Path("output").iterdir()] == [".gif"]
    assert main(["render", "saddle.py::scene", "--transparent", "-o", "a.mp4"]) == MISUSED
    assert "a.mp4: H.264 cannot be transparent here; .gif, .webp" in capsys.readouterr().err
