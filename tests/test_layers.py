"""Imports run one way, and the heavy libraries are loaded only by what needs them."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import getdoc
from pathlib import Path
from types import ModuleType

import pytest

import gdanim

PACKAGE = Path(gdanim.__file__).parent
DRAWING_LIBRARIES = {"matplotlib", "imageio", "av"}

# From left to right; a module may import from ranks left of its own, and from its neighbours in the same rank.
ORDER = (
    ("errors", "homes", "signals", "wording"),
    ("expressions",),
    ("objective",),
    ("landscapes", "optimizers", "schedules", "batches", "datasets", "adapters"),
    ("descent",),
    ("analysis",),
    ("geometry",),
    ("panels", "theme"),
    ("scene",),
    ("clock",),
    ("drawing",),
    ("stage",),
    ("provenance", "workers"),
    ("store",),
    ("pipeline",),
    ("embed",),
    ("report", "gallery"),
    ("cli", "preview"),
    ("notebook", "sphinx"),
    ("__main__",),
)
ENCODE_MAY_USE = ("errors", "signals", "wording.alt_text")
SHOW_THEMSELVES = {"scene.scene", "encode.base"}
"""Modules with values that a notebook asks to show themselves: only then do they turn to the notebook's room."""


@dataclass(frozen=True)
class Import:
    """One import statement of a module: what it names, on which line, and whether a function holds it."""

    module: str
    line: int
    within_function: bool

    @property
    def library(self) -> str:
        return self.module.partition(".")[0]

    @property
    def room(self) -> str:
        """The name inside gdanim, such as panels.base; empty for other libraries and the package itself."""
        return self.module.partition(".")[2] if self.library == "gdanim" else ""


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imports_under(node: ast.AST, *, within_function: bool = False) -> Iterator[Import]:
    """Yield every import that can run, in functions too; those for type checkers alone are left out."""
    for child in ast.iter_child_nodes(node):
        if is_for_types_only(child):
            continue
        if isinstance(child, ast.Import):
            for name in child.names:
                yield Import(name.name, child.lineno, within_function)
        elif isinstance(child, ast.ImportFrom):
            assert child.level == 0, "imports name their module in full"
            yield from (Import(_module(child.module, name.name), child.lineno, within_function) for name in child.names)
        else:
            inside = within_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from imports_under(child, within_function=inside)


def _module(parent: str | None, name: str) -> str:
    """Return the module that `from parent import name` needs: the submodule where there is one."""
    assert parent
    path = PACKAGE.parent / Path(*parent.split("."), name)
    return f"{parent}.{name}" if path.with_suffix(".py").is_file() or path.is_dir() else parent


def room_of(path: Path) -> str:
    """Return panels.base for gdanim/panels/base.py, panels for gdanim/panels/__init__.py."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {room: path for path in sorted(PACKAGE.rglob("*.py")) if (room := room_of(path))}
IMPORTS = {room: list(imports_under(ast.parse(path.read_text("utf-8")))) for room, path in MODULES.items()}
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}


def rank_of(room: str) -> int:
    """Return how far right a module stands; a package's modules stand with it."""
    return RANK[room.partition(".")[0]]


def is_encode(room: str) -> bool:
    return room.partition(".")[0] == "encode"


def is_drawing(room: str) -> bool:
    return room.partition(".")[0] == "drawing"


def is_asked_to_show_itself(room: str, used: Import) -> bool:
    return room in SHOW_THEMSELVES and used.room == "notebook" and used.within_function


def is_panel(room: str) -> bool:
    return room.partition(".")[0] == "panels"


RANKED = [room for room in MODULES if not is_encode(room)]
LEFT_OF_DRAWING = [room for room in RANKED if rank_of(room) < RANK["drawing"]]


def test_every_module_has_its_place_in_the_order() -> None:
    for room in RANKED:
        assert room.partition(".")[0] in RANK, f"{room} is not in the order of imports"


def test_the_order_names_what_stands_at_the_top_of_the_package_and_nothing_else() -> None:
    assert set(RANK) | {"encode"} == {room.partition(".")[0] for room in MODULES}


def test_the_walk_sees_what_is_there() -> None:
    assert any(used.room == "stage" and used.within_function for used in IMPORTS["workers.segments"])
    assert any(used.library == "matplotlib" and not used.within_function for used in IMPORTS["stage"])
    assert not any(used.room == "stage" for used in imports_under(ast.parse("if TYPE_CHECKING:\n import gdanim.stage")))


@pytest.mark.parametrize("room", RANKED)
def test_a_module_imports_only_from_its_left(room: str) -> None:
    for used in IMPORTS[room]:
        if not used.room:
            # The package itself is a list of names; a function may read it to find the name that was meant.
            assert used.library != "gdanim" or used.within_function, f"{room}:{used.line} imports the package"
            continue
        if is_encode(used.room):
            assert rank_of(room) >= RANK["provenance"], f"{room}:{used.line} imports {used.room}"
            continue
        drawn_by_a_panel = is_panel(room) and used.within_function and is_drawing(used.room)
        led_right = drawn_by_a_panel or is_asked_to_show_itself(room, used)
        assert led_right or rank_of(used.room) <= rank_of(room), f"{room}:{used.line} imports {used.room}"


@pytest.mark.parametrize("room", [room for room in MODULES if is_encode(room)])
def test_encode_knows_no_scenes(room: str) -> None:
    for used in IMPORTS[room]:
        known = not used.room or is_encode(used.room) or used.room in ENCODE_MAY_USE
        assert known or is_asked_to_show_itself(room, used), f"{room}:{used.line} imports {used.room}"


@pytest.mark.parametrize("room", LEFT_OF_DRAWING)
def test_nothing_left_of_the_drawing_room_imports_a_drawing_library_when_it_is_imported(room: str) -> None:
    for used in IMPORTS[room]:
        if not used.within_function:
            assert used.library not in DRAWING_LIBRARIES, f"{room}:{used.line} imports {used.module}"


@pytest.mark.parametrize("room", [room for room in MODULES if is_panel(room)])
def test_a_panel_meets_the_drawing_room_only_while_it_draws(room: str) -> None:
    for used in IMPORTS[room]:
        if not used.within_function:
            assert not is_drawing(used.room), f"{room}:{used.line} imports {used.room}"


def test_no_two_modules_import_each_other() -> None:
    """Not even within one rank, where the order allows either way; what panels draw with included."""
    edges = {
        room: {used.room for used in imports if used.room in MODULES and not is_asked_to_show_itself(room, used)}
        for room, imports in IMPORTS.items()
    }
    for room, used in edges.items():
        for other in used - {room}:
            drawn = is_panel(room) and is_drawing(other)
            assert drawn or room not in edges[other], f"{room} and {other} import each other"


@pytest.mark.parametrize("room", MODULES)
def test_no_module_is_a_drawer_of_odds_and_ends(room: str) -> None:
    assert not {"utils", "util", "helpers", "misc", "common"} & set(room.split("."))


@pytest.mark.parametrize("name", gdanim.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    doc = getdoc(getattr(gdanim, name))
    assert doc
    assert doc.splitlines()[0].endswith((".", ":")), f"{name}: the first line of its docstring is not a sentence"
    assert doc != getdoc(Exception)


def test_the_public_names_are_listed_once() -> None:
    assert len(set(gdanim.__all__)) == len(gdanim.__all__)
    assert dir(gdanim) == sorted(gdanim.__all__)


@pytest.mark.parametrize("package", [gdanim, gdanim.optimizers, gdanim.schedules, gdanim.panels])
def test_a_name_that_does_not_exist_is_an_attribute_error(package: ModuleType) -> None:
    with pytest.raises(AttributeError, match=f"'{package.__name__}' has no attribute 'Momentun'"):
        _ = package.Momentun


@pytest.mark.parametrize("package", [gdanim.optimizers, gdanim.schedules, gdanim.panels])
def test_names_are_known_before_they_are_loaded(package: ModuleType) -> None:
    program = (
        f"import json, {package.__name__} as p; print(json.dumps([dir(p), [n for n in vars(p) if n[0].isupper()]]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    known, loaded = json.loads(done.stdout)
    assert known == sorted(package.__all__)
    assert not loaded
    assert all(getattr(package, name).__module__.startswith(package.__name__) for name in known)


def loaded_by(program: str) -> set[str]:
    """Return the top-level names in sys.modules after a program has run in a fresh interpreter."""
    report = "\nimport json, sys\nprint(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", program + report], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_importing_gdanim_loads_none_of_the_heavy_libraries() -> None:
    loaded = loaded_by("import gdanim")
    assert "gdanim" in loaded
    assert not loaded & {"sympy", "numpy", "matplotlib", "av", "imageio", "rich", "click"}


def test_help_loads_none_of_the_heavy_libraries() -> None:
    program = """
import runpy, sys
sys.argv = ["gdanim", "--help"]
try:
    runpy.run_module("gdanim", run_name="__main__", alter_sys=True)
except SystemExit as end:
    assert end.code == 0
"""
    loaded = loaded_by(program)
    assert {"gdanim", "click"} <= loaded
    assert not loaded & {"sympy", "numpy", "matplotlib", "av", "imageio", "rich"}


def test_building_a_scene_loads_no_drawing_library() -> None:
    program = """
from gdanim import Contour, GradientDescent, Loss, Objective, Run, Scene
bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
scene = Scene("A bowl", bowl, [Run(GradientDescent(0.1), (1, 1))], [Contour(), Loss()], steps=3)
scene.descend()
"""
    assert not loaded_by(program) & DRAWING_LIBRARIES
