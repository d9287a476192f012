"""The README against the program: every name, option, number and example in it is true."""

from __future__ import annotations

import ast
import inspect
import re
import shlex
from pathlib import Path

import click
import pytest

import gdanim
from gdanim.cli import DONE, MISUSED, main
from gdanim.cli import gdanim as command_line
from gdanim.embed import snippet
from gdanim.provenance import inspect as about
from gdanim.scene import load_scenes
from gdanim.theme import PRESETS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")

FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROSE = FENCE.sub("", README)
SPANS = re.findall(r"`([^`\n]+)`", PROSE)


def blocks(language: str) -> list[str]:
    return [body for found, body in FENCE.findall(README) if found == language]


CONSOLE = [line for body in blocks("console") for line in body.splitlines() if line.startswith("gdanim ")]
EXAMPLES = blocks("python")


def option_names(command: click.Command) -> set[str]:
    return {name for parameter in command.params if isinstance(parameter, click.Option) for name in parameter.opts}


ALL_OPTIONS = {name for command in command_line.commands.values() for name in option_names(command)}


def option_spans() -> list[str]:
    """Return --fps for `--fps N`: every option the prose names."""
    return [span.split()[0] for span in SPANS if re.match(r"--?[a-z]", span)]


def render_table() -> str:
    """Return the rows of the table of render's options."""
    return PROSE.split("option of `render`")[1].split("\n\n")[0]


def test_the_readme_is_read_as_it_is_written() -> None:
    assert README.count("\n```") == 2 * len(FENCE.findall(README))
    assert len(CONSOLE) >= 5
    assert len(EXAMPLES) >= 2
    assert {"--fps", "--theme"} <= set(option_spans())


def test_setting_up_and_testing_are_one_command_line_each() -> None:
    commands = blocks("sh")[:2]
    assert len(commands) == 2
    for command in commands:
        assert len(command.strip().splitlines()) == 1
        assert command.startswith("python3 -m venv")
    assert "gdanim render scenes/saddle.py" in commands[0]
    assert commands[1].rstrip().endswith("-m pytest -n auto --dist loadfile")


@pytest.mark.parametrize("name", command_line.commands)
def test_every_command_is_in_the_readme(name: str) -> None:
    assert re.search(rf"\bgdanim {name}\b", README)


@pytest.mark.parametrize("line", CONSOLE)
def test_every_command_line_in_the_readme_is_understood(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    with command_line.make_context("gdanim", words[:]) as context:
        name, command, rest = command_line.resolve_command(context, words)
        assert name
        assert command
        command.make_context(name, rest, parent=context)


def test_every_command_named_in_prose_exists() -> None:
    for span in SPANS:
        found = re.match(r"gdanim ([a-z]+)", span)
        assert not found or found[1] in command_line.commands, span


def test_every_option_named_in_the_readme_exists() -> None:
    assert set(option_spans()) <= ALL_OPTIONS


def test_every_option_of_render_is_in_its_table() -> None:
    shown = set(re.findall(r"(?<!\w)--?[a-z]+(?:-[a-z]+)*", render_table()))
    assert {max(parameter.opts, key=len) for parameter in command_line.commands["render"].params} >= {"--output"}
    for parameter in command_line.commands["render"].params:
        if isinstance(parameter, click.Option):
            assert shown & set(parameter.opts), parameter.opts


def test_every_preset_is_in_the_readme_with_its_size() -> None:
    told = dict(re.findall(r"`(\w+)` (\d+x\d+)", render_table()))
    assert told == {name: f"{layout.width}x{layout.height}" for name, layout in PRESETS.items()}


def called_names() -> list[str]:
    return [span for span in SPANS if re.fullmatch(r"[A-Za-z]\w*\(.*\)", span)]


def is_ours(name: str) -> bool:
    return name[0].isupper() or name in gdanim.__all__


@pytest.mark.parametrize("span", called_names())
def test_every_call_in_prose_is_possible(span: str) -> None:
    for call in (node for node in ast.walk(ast.parse(span)) if isinstance(node, ast.Call)):
        if not isinstance(call.func, ast.Name) or not is_ours(call.func.id):
            continue
        assert call.func.id in gdanim.__all__
        parameters = inspect.signature(getattr(gdanim, call.func.id)).parameters
        if not any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
            assert {keyword.arg for keyword in call.keywords} - {None} <= set(parameters), span


def test_every_name_in_capitals_in_the_readme_is_public() -> None:
    named = {span for span in SPANS if re.fullmatch(r"[A-Z][A-Za-z]*[a-z][A-Za-z]*", span)}
    assert {"Curve", "Adam", "SmallGradient"} <= named
    assert named <= set(gdanim.__all__)


@pytest.mark.parametrize("name", ["Curve", "Contour", "Surface", "Loss", "Coordinates", "SmallMultiples",
                                  "GradientDescent", "Momentum", "Nesterov", "Adam"])  # fmt: skip
def test_every_panel_and_optimizer_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in PROSE


@pytest.mark.parametrize("source", EXAMPLES, ids=lambda source: source.split('"', 4)[-1][:20] or "example")
def test_every_example_is_a_scene_that_passes_its_check(
    source: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "example.py"
    path.write_text(source, "utf-8")
    scenes = load_scenes(path)
    assert list(scenes) == ["scene"]
    for trajectory in scenes["scene"].descend():
        assert len(trajectory.points) == trajectory.end + 1
    assert main(["check", str(path)]) == DONE
    assert "error" not in capsys.readouterr().out


def test_the_file_that_new_writes_is_a_scene_that_passes_its_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "long_valley"]) == DONE
    [scene] = load_scenes("long_valley.py").values()
    assert scene.title == "Long valley"
    assert main(["check", "long_valley.py"]) == DONE
    assert "error" not in capsys.readouterr().out
    written = Path("long_valley.py").read_bytes()
    assert main(["new", "long_valley"]) == MISUSED
    assert Path("long_valley.py").read_bytes() == written


def own_scene() -> str:
    return README.split("## Write your own scene")[1].split("\n## ")[0]


def test_the_path_from_nothing_to_a_film_can_be_walked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command of the section, in order; the page waits for a browser, and the film is made small."""
    monkeypatch.chdir(tmp_path)
    path = FENCE.search(own_scene())
    assert path
    for line in path[2].splitlines():
        words = shlex.split(line, comments=True)[1:]
        smaller = ["--size", "480x270", "--quality", "draft", "--fps", "5"] if words[0] == "render" else []
        assert words[0] == "preview" or main([*words, *smaller]) == DONE, capsys.readouterr().err
    assert Path("my_film.gif").read_bytes()[:6] == b"GIF89a"
    assert Path("my_film.mp4").read_bytes()[4:8] == b"ftyp"


def test_the_slip_in_the_readme_is_answered_as_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    [shown] = blocks("text")
    Path("my_film.py").write_text(EXAMPLES[0].replace("Run(GradientDescent", "Run(GradientDecent"), "utf-8")
    assert main(["check", "my_film.py"]) == MISUSED
    assert capsys.readouterr().err == shown


def test_every_file_the_readme_points_to_is_there() -> None:
    links = [target for target in re.findall(r"\]\(([^)#:]+)\)", PROSE) if "://" not in target]
    assert "CONTRIBUTING.md" in links
    named = [span for span in SPANS if re.fullmatch(r"(scenes|gdanim|output/gallery)/[\w./-]+", span)]
    for path in links + named:
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("path", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_paths_in_console_blocks_exist(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    for target in set(re.findall(r"\bscenes/\w+\.py\b", text)):
        assert (ROOT / target).is_file(), target


def test_the_readmes_films_are_told_by_their_own_alternative_texts() -> None:
    shown = re.findall(r"!\[([^\]]*)\]\((output/gallery/[^)]*)\)", README)
    assert len(shown) == 6
    films = sorted((ROOT / "output/gallery").glob("*.gif"))
    assert {path for _, path in shown} == {f"output/gallery/{film.name}" for film in films}
    for told, path in shown:
        assert snippet(ROOT / path, about(ROOT / path), "markdown", path) == f"![{told}]({path})"
