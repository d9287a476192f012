"""The documentation: every public name and command is in it, its code runs, its links lead somewhere, and it builds."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from importlib.util import find_spec
from inspect import getdoc
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click
import pytest

import gdanim
from gdanim.cli import DONE, main
from gdanim.cli import gdanim as command_line
from gdanim.scene import Scene, load_scenes

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / ".docs"
PAGES = {
    str(path.relative_to(SOURCES)): path.read_text("utf-8")
    for path in sorted(SOURCES.rglob("*.md"))
    if path.parent.name != "gallery"
}
REFERENCE = "".join(text for name, text in PAGES.items() if name.startswith("reference/"))
FENCE = re.compile(
    r"^```(?:\{(?P<directive>[\w-]+)\} ?)?(?P<word>[\w-]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)
EXTRAS = {"scipy", "torch", "optax"}


def blocks(text: str, *, directive: str | None = None, word: str | None = None) -> list[str]:
    return [
        found["body"]
        for found in FENCE.finditer(text)
        if found["directive"] == directive and (word is None or found["word"] == word)
    ]


def words_of(text: str) -> list[str]:
    """Return the lines of its console blocks that call gdanim."""
    lines = "".join(blocks(text, word="console")).splitlines()
    return [line for line in lines if line.startswith("gdanim ")]


FILMS = [(name, body) for name, text in PAGES.items() for body in blocks(text, directive="film")]
CALLS = [(name, line) for name, text in PAGES.items() for line in words_of(text)]
PROGRAMS = {name: found for name, text in PAGES.items() if (found := blocks(text, word="python"))}


def test_the_pages_are_read_as_they_are_written() -> None:
    assert {"index.md", "tutorial.md", "how-it-works.md", "how-to/your-own-panel.md"} <= set(PAGES)
    for name, text in PAGES.items():
        assert text.count("```") == 2 * len(FENCE.findall(text)), name
    assert len(FILMS) >= 5
    assert len(CALLS) >= 20
    assert len(PROGRAMS) >= 5


@pytest.mark.parametrize("name", gdanim.__all__)
def test_every_public_name_is_in_the_reference_once(name: str) -> None:
    kinds = "class|function|exception|module"
    shown = re.findall(rf"^\.\. auto(?:{kinds}):: gdanim\.{name}$", REFERENCE, re.MULTILINE)
    catalogued = name == "landscapes" and "```{landscapes}" in REFERENCE
    assert len(shown) + catalogued == 1


def test_the_reference_names_nothing_that_is_not_public() -> None:
    shown = re.findall(r"^\.\. auto\w+:: gdanim\.([\w.]+)$", REFERENCE, re.MULTILINE)
    assert set(shown) <= set(gdanim.__all__)


def test_every_command_is_in_the_reference_with_its_own_help() -> None:
    assert ":nested: full" in PAGES["reference/command-line.md"]
    assert ".. click:: gdanim.cli:gdanim" in PAGES["reference/command-line.md"]
    for command in command_line.commands.values():
        assert command.help
        for option in command.params:
            if isinstance(option, click.Option):
                assert option.help, f"{command.name}: {option.name} has no help"


def test_every_extra_is_in_the_reference() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    rows = re.findall(r"^\| (`.*?) \|", PAGES["reference/index.md"], re.MULTILINE)
    assert sorted(re.findall(r"\w+", " ".join(rows))) == sorted(project["optional-dependencies"])


def test_every_room_that_is_told_of_is_there() -> None:
    rows = re.findall(r"^\| (`.*?) \|", PAGES["how-it-works.md"], re.MULTILINE)
    rooms = re.findall(r"\w+", " ".join(rows))
    assert len(rooms) > 20
    for room in rooms:
        assert (ROOT / "gdanim" / room).is_dir() or (ROOT / "gdanim" / f"{room}.py").is_file(), room


def test_every_scene_is_in_the_gallery_once() -> None:
    topics = tomllib.loads((SOURCES / "gallery.toml").read_text("utf-8"))["topic"]
    names = [name for topic in topics for name in topic["scenes"]]
    assert sorted(names) == sorted(path.stem for path in (ROOT / "scenes").glob("*.py"))


def test_every_room_of_the_catalogue_is_in_the_reference() -> None:
    from gdanim.landscapes import CATALOGUE

    shown = re.findall(r"^```\{landscapes\} (\w+)$", PAGES["reference/landscapes.md"], re.MULTILINE)
    rooms = [sys.modules[f"gdanim.landscapes.{room}"].LANDSCAPES for room in shown]
    assert [entry.name for room in rooms for entry in room] == list(CATALOGUE)


@pytest.mark.parametrize(("page", "line"), CALLS, ids=lambda value: value)
def test_every_command_line_is_understood(page: str, line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    with command_line.make_context("gdanim", words[:]) as context:
        _, command, rest = command_line.resolve_command(context, words)
        assert command
        command.make_context(command.name, rest, parent=context)


def options_of(command: click.Command) -> set[str]:
    return {name for option in command.params if isinstance(option, click.Option) for name in option.opts}


@pytest.mark.parametrize("page", PAGES)
def test_every_option_and_command_named_in_prose_exists(page: str) -> None:
    known = set().union(*map(options_of, command_line.commands.values()))
    for span in re.findall(r"`([^`\n]+)`", FENCE.sub("", PAGES[page])):
        if re.match(r"--?[a-z]", span):
            assert span.split()[0] in known, span
        if found := re.match(r"gdanim ([a-z]+)", span):
            assert found[1] in command_line.commands, span


@pytest.mark.parametrize("body", [body for _, body in FILMS], ids=[f"{page}-{k}" for k, (page, _) in enumerate(FILMS)])
def test_every_scene_of_the_pages_passes_its_check(
    body: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "example.py"
    path.write_text(body, "utf-8")
    assert list(load_scenes(path)) == ["scene"]
    assert main(["check", str(path)]) == DONE
    assert "error" not in capsys.readouterr().out


@pytest.mark.parametrize("page", PROGRAMS)
def test_every_program_of_the_pages_runs(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page's programs run one after the other, as a reader would; films are small, and what has no library waits."""
    film = gdanim.render
    monkeypatch.setattr(gdanim, "render", lambda scene, *paths: film(small(scene), *paths))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__main__"}
    for body in PROGRAMS[page]:
        missing = {extra for extra in EXTRAS if extra in body.lower() and not find_spec(extra)}
        if not missing:
            exec(compile(body, page, "exec"), names)


def small(scene: Scene) -> Scene:
    return scene.with_(size=(320, 180), steps=2, hold=0)


class Links(HTMLParser):
    """What a page points to and loads, and the places in it that others may point to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.loaded: list[str] = []
        self.places: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.places |= {given.get("id", ""), given.get("name", "")}
        if tag == "a":
            self.targets += [given["href"]] if "href" in given else []
        else:
            self.loaded += [given[name] for name in ("src", "href", "poster") if name in given]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site with one film in its gallery, every warning an error."""
    for library in ("sphinx", "furo", "myst_parser", "sphinx_click", "latex2mathml"):
        pytest.importorskip(library, reason="the site needs gdanim[docs]")
    root = tmp_path_factory.mktemp("site")
    shutil.copytree(SOURCES, root / ".docs", ignore=shutil.ignore_patterns("gallery", "__pycache__"))
    for name in ("gdanim", "scenes"):
        (root / name).symlink_to(ROOT / name)
    options = ["-q", "-W", "--keep-going", "-D", "gdanim_draft=1", "-D", "gdanim_scenes=saddle"]
    command = [sys.executable, "-m", "sphinx", *options, str(root / ".docs"), str(root / "site")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root)
    assert done.returncode == 0, done.stderr
    return root / "site"


def pages_of(site: Path) -> Iterator[tuple[Path, Links]]:
    for path in site.rglob("*.html"):
        yield path, Links(path.read_text("utf-8"))


def test_no_link_within_the_site_is_dead(site: Path) -> None:
    pages = dict(pages_of(site))
    assert len(pages) > 20
    for path, page in pages.items():
        for target in page.targets + page.loaded:
            if re.match(r"[a-z]+:", target):
                continue
            _, _, name, _, place = urlsplit(target)
            there = (path.parent / unquote(name)).resolve() if name else path
            assert there.is_file(), f"{path.name} points to {target}"
            if place and there in pages:
                assert unquote(place) in pages[there].places, f"{path.name} points to {target}"


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    for path, page in pages_of(site):
        assert not [target for target in page.loaded if re.match(r"(https?:)?//", target)], path.name
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?(?:https?:)?//", sheet.read_text("utf-8")), sheet.name


def test_every_option_of_every_command_is_on_the_page_of_the_command_line(site: Path) -> None:
    text = (site / "reference/command-line.html").read_text("utf-8")
    for name, command in command_line.commands.items():
        assert f'id="gdanim-{name}"' in text
        for option in options_of(command):
            assert f'id="cmdoption-gdanim-{name}-{option.lstrip("-")}"' in text, option


def test_docstrings_stand_in_the_reference_as_they_are_written(site: Path) -> None:
    """Neither a formula's bars nor its stars are taken for markup."""
    shown = unescape(re.sub(r"<[^>]+>", "", (site / "reference/optimizers.html").read_text("utf-8")))
    text = " ".join(shown.replace("’", "'").split())
    for name in ("AdaMax", "Adam", "NAdam"):
        formula = " ".join((getdoc(getattr(gdanim, name)) or "").split("\n\n")[0].replace("`", "").split())
        assert formula in text


def test_a_film_of_a_page_is_shown_light_and_dark_with_words_for_it(site: Path) -> None:
    text = (site / "gallery/saddle.html").read_text("utf-8")
    films = re.findall(r'<div class="only-(light|dark)">(<video [^>]*>)', text)
    assert [theme for theme, _ in films] == ["light", "dark"]
    for _, video in films:
        assert " controls" in video
        assert re.search(r'aria-label="[^"]*(is stuck at a saddle|on its way)', video)
