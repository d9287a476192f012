"""Notebooks, executed by a real kernel: scenes and films show themselves, and a cell can be a scene file."""

from __future__ import annotations

import io
import os
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from gdanim import Film, Scene
from gdanim.provenance import extract

pytest.importorskip("nbclient", reason="the extra notebook is not installed")
pytest.importorskip("ipykernel", reason="no kernel is installed")

SCENE = """from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)])
scene = Scene("A <bowl>", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=2, size=(320, 180), hold=0.2)
"""
CELLS = {
    "scene": f"{SCENE}scene",
    "film": "import gdanim\nfilm, = gdanim.render(scene, 'bowl.gif')\nfilm",
    "broken": "scene.with_(caption='long words ' * 18)",
    "extension": "%load_ext gdanim",
    "magic": f"%%gdanim --theme dark\n{SCENE.replace('scene =', 'again =')}",
    "names": "again.theme",
    "kept": f"%%gdanim -o kept.gif\n{SCENE}",
    "mistake": f"%%gdanim\n{SCENE.replace('GradientDescent(', 'GradientDecent(')}",
    "option": f"%%gdanim --themes dark\n{SCENE}",
}


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[Any]]]:
    """The folder of a notebook, and what each of its cells shows."""
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell, new_notebook

    folder = tmp_path_factory.mktemp("notebook")
    notebook = new_notebook(cells=[new_code_cell(source) for source in CELLS.values()])
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("PYTHONPATH", str(Path(__file__).parents[1]), prepend=os.pathsep)
        client.execute()
    return folder, {name: cell.outputs for name, cell in zip(CELLS, notebook.cells, strict=True)}


@pytest.fixture
def shown(outputs: tuple[Path, dict[str, list[Any]]]):
    """Return what a cell shows last, by media type."""
    return lambda name: outputs[1][name][-1].data


@pytest.mark.parametrize("cell", ["scene", "magic"])
def test_a_scene_plays_in_the_page_with_controls_and_stands_still_for_those_who_wish(cell, shown, read_page) -> None:
    [video] = read_page(shown(cell)["text/html"]).all("video")
    assert {"controls", "loop", "muted", "playsinline"} <= set(video)
    assert "prefers-reduced-motion" in str(video["onloadstart"])
    assert str(video["poster"]).startswith("data:image/png;base64,")
    assert str(video["aria-label"]).startswith("Animation: A <bowl>. ")
    [source] = read_page(shown(cell)["text/html"]).all("source")
    kind, _, content = str(source["src"]).partition(";base64,")
    assert kind == "data:video/mp4"
    assert b64decode(content)[4:8] == b"ftyp"


@pytest.mark.parametrize("cell", ["scene", "film", "magic", "kept"])
def test_a_film_has_its_last_drawing_and_its_alt_text_for_those_who_see_no_page(cell, shown) -> None:
    with Image.open(io.BytesIO(b64decode(shown(cell)["image/png"]))) as picture:
        assert picture.size == (320, 180)
    assert shown(cell)["text/plain"].startswith("Animation: A <bowl>. ")


def test_a_film_is_within_the_notebook_and_its_still_too(shown, read_page, outputs) -> None:
    page = read_page(shown("film")["text/html"])
    [source], [image] = page.all("source"), page.all("img")
    assert source["media"] == "(prefers-reduced-motion: reduce)"
    content = b64decode(str(image["src"]).removeprefix("data:image/gif;base64,"))
    assert content == (outputs[0] / "bowl.gif").read_bytes()
    assert str(image["alt"]).startswith("Animation: A <bowl>")


def test_progress_is_gone_when_the_film_is_there(outputs) -> None:
    bar, film = outputs[1]["scene"]
    assert bar.data["text/html"] == ""
    assert film.output_type == "execute_result"


def test_what_cannot_be_drawn_is_told_as_on_a_terminal(shown) -> None:
    assert shown("broken")["text/plain"].startswith("Error: Scene: the caption takes ")


def test_the_scenes_of_a_cell_are_known_to_the_next(shown) -> None:
    assert shown("names")["text/plain"] == "'light'"


def test_a_cell_renders_to_files_that_carry_it(outputs) -> None:
    folder, cells = outputs
    assert extract(folder / "kept.gif") == f"\n{SCENE}"
    assert any("kept.gif  320x180" in output.get("text", "") for output in cells["kept"])
    assert sorted(path.name for path in folder.iterdir()) == ["bowl.gif", "kept.gif"]


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("mistake", ["cell.py:5", "Did you mean GradientDescent?"]),
        ("option", ["Error: No such option", "--themes"]),
    ],
)
def test_a_mistake_in_a_cell_is_told_as_on_a_terminal(cell, told, outputs) -> None:
    [output] = outputs[1][cell]
    assert output.name == "stderr"
    assert all(words in output.text for words in told)
    assert "Traceback" not in output.text


def test_in_a_terminal_nothing_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    import IPython
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.display_formatter.active_types = ["text/plain"]
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    names: dict[str, Any] = {}
    exec(SCENE, names)
    assert isinstance(names["scene"], Scene)
    assert names["scene"]._repr_mimebundle_() is None
    assert Film(Path("a.gif"), (1, 1), 1, 1, 1)._repr_mimebundle_() is None
