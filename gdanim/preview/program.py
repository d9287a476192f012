"""The scene as it now is on the page, as the source of a scene file that makes it.

What the author wrote stays as it is, comments included; only the arguments of the Scene that were changed are written
anew. A scene that is not one call with its arguments written out is varied by `with_` at the end of the file.
"""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from gdanim.errors import SceneError
from gdanim.preview.spelling import Speller, Unspeakable
from gdanim.preview.variation import RunChange, Variation, length_name
from gdanim.scene import Run, Scene

ARGUMENTS = ("title", "objective", "runs", "panels")
"""Of a Scene, in the order in which they may be given without their names."""

WIDEST = 120
"""Characters of a line of imports before it is broken."""


class Edit(NamedTuple):
    """Bytes from `start` up to `end` of a source, and what takes their place."""

    start: int
    end: int
    text: str


class Source:
    """A scene file's text, with its parts found by their syntax."""

    def __init__(self, text: str) -> None:
        self.text, self.tree = text, ast.parse(text)
        self._bytes = text.encode()
        lines = self._bytes.splitlines(keepends=True)
        self._starts = [sum(map(len, lines[:k])) for k in range(len(lines) + 1)]

    def start(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        """Return the byte at which a part begins."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt | ast.keyword) -> int:
        """Return the byte after a part's last."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr) -> str:
        """Return a part as it is written."""
        return self._bytes[self.start(node) : self.end(node)].decode()

    def indent(self, node: ast.expr) -> str:
        """Return the white space with which a part's first line begins."""
        line = self._bytes[self._starts[node.lineno - 1] : self._starts[node.lineno]].decode()
        return line[: len(line) - len(line.lstrip())]

    def edited(self, edits: Sequence[Edit]) -> str:
        """Return the text with all edits made."""
        made = self._bytes
        for edit in sorted(edits, reverse=True):
            made = made[: edit.start] + edit.text.encode() + made[edit.end :]
        return made.decode()

    def call_of(self, name: str) -> ast.Call | None:
        """Return the call Scene(...) whose value a name has in the end, None where it is made in another way."""
        values = [
            node.value
            for node in self.tree.body
            if isinstance(node, ast.Assign) and any(ast.unparse(target) == name for target in node.targets)
        ]
        return values[-1] if values and isinstance(values[-1], ast.Call) and _is_scene(values[-1]) else None


def _is_scene(call: ast.Call) -> bool:
    """Return whether a call is Scene(...) with every argument written out."""
    spread = any(isinstance(part, ast.Starred) for part in call.args) or any(part.arg is None for part in call.keywords)
    return ast.unparse(call.func).rpartition(".")[2] == "Scene" and not spread


def program(text: str, scene: Scene, variation: Variation) -> str:
    """Return a scene file's text changed as a variation says; `scene` is the one that the file makes."""
    if variation == Variation(variation.scene):
        return text
    source = Source(text)
    speller = Speller(source.tree)
    call = source.call_of(variation.scene)
    if call is not None:
        try:
            edits = list(_edits(source, speller, call, scene, variation))
            return source.edited([*edits, *_imports(source, speller)])
        except Unspeakable:
            pass
    try:
        return f"{text.rstrip()}\n\n{_varied(Speller(source.tree), scene, variation)}"
    except Unspeakable as error:
        raise SceneError("A rule with a function of your own for its learning rate cannot be written down.") from error


def _edits(source: Source, speller: Speller, call: ast.Call, scene: Scene, variation: Variation) -> Iterator[Edit]:
    """Yield what changes in the call: arguments that are there in their places, others at its end."""
    keywords = {str(part.arg): part for part in call.keywords}
    given = {**dict(zip(ARGUMENTS, call.args, strict=False)), **{name: part.value for name, part in keywords.items()}}
    if variation.runs is not None:
        node = given["runs"]
        yield Edit(source.start(node), source.end(node), _runs(source, speller, node, scene, variation))
    added = []
    for name, value in _plain(scene, variation).items():
        old = keywords.get("size" if name == "preset" and "size" in keywords else name)
        if old:
            yield Edit(source.start(old), source.end(old), f"{name}={value}")
        else:
            added.append(f"{name}={value}")
    if added:
        last = source.end(max([*call.args, *(part.value for part in call.keywords)], key=source.end))
        joint = ", " if call.lineno == call.end_lineno else f",\n{source.indent(call.keywords[-1].value)}"
        yield Edit(last, last, "".join(joint + part for part in added))


def _plain(scene: Scene, variation: Variation) -> dict[str, str]:
    """Return the fields that are changed beside the runs, as code."""
    changed = {length_name(scene): variation.length, "theme": variation.theme, "preset": variation.preset}
    return {
        name: f'"{value}"' if isinstance(value, str) else str(value)
        for name, value in changed.items()
        if value is not None
    }


def _runs(source: Source, speller: Speller, node: ast.expr, scene: Scene, variation: Variation) -> str:
    """Return the list of runs, one a line; those that are as the author wrote them stay so."""
    indent = source.indent(node)
    own = node.elts if isinstance(node, ast.List | ast.Tuple) else []
    is_plain = len(own) == len(scene.runs) and all(isinstance(part, ast.Call) for part in own)
    written = [
        source.of(own[change.origin]) if is_plain and change.is_none else speller.run(run)
        for change, run in zip(variation.runs or (), variation.runs_of(scene), strict=True)
    ]
    return "\n".join(["[", *(f"{indent}    {run}," for run in written), f"{indent}]"])


def _imports(source: Source, speller: Speller) -> Iterator[Edit]:
    """Yield the import of public names that the file does not have yet, in the statement that it has."""
    if not speller.missing:
        return
    nodes = [node for node in source.tree.body if isinstance(node, ast.ImportFrom) and node.module == "gdanim"]
    if not nodes:
        first = next(node for node in source.tree.body if isinstance(node, ast.Import | ast.ImportFrom))
        yield Edit(
            source.start(first), source.start(first), f"from gdanim import {', '.join(sorted(speller.missing))}\n"
        )
        return
    there = [alias.name + (f" as {alias.asname}" if alias.asname else "") for alias in nodes[-1].names]
    names = sorted({*there, *speller.missing}, key=lambda name: (name[0].islower(), name))
    line = f"from gdanim import {', '.join(names)}"
    if len(line) > WIDEST:
        broken = textwrap.fill(", ".join(names) + ",", WIDEST, initial_indent="    ", subsequent_indent="    ")
        line = f"from gdanim import (\n{broken}\n)"
    yield Edit(source.start(nodes[-1]), source.end(nodes[-1]), line)


def _varied(speller: Speller, scene: Scene, variation: Variation) -> str:
    """Return the statements that vary a scene where its own call cannot be written anew."""
    name, lines = variation.scene, []
    if variation.runs is not None:
        runs = zip(variation.runs, variation.runs_of(scene), strict=True)
        code = [_varied_run(speller, f"{name}.runs[{change.origin}]", scene, change, run) for change, run in runs]
        lines = ["    runs=[", *(f"        {run}," for run in code), "    ],"]
    lines += [f"    {key}={value}," for key, value in _plain(scene, variation).items()]
    needs = ["from dataclasses import replace\n"] if any("replace(" in line for line in lines) else []
    needs += [f"from gdanim import {', '.join(sorted(speller.missing))}\n"] if speller.missing else []
    return "\n".join([*needs, f"{name} = {name}.with_(", *lines, ")\n"])


def _varied_run(speller: Speller, name: str, scene: Scene, change: RunChange, run: Run) -> str:
    """Return the code of a run as it differs from the one that it comes from."""
    parts = []
    if change.optimizer:
        parts.append(f"optimizer={speller.value(run.optimizer)}")
    elif change.settings:
        told = ", ".join(f"{key}={speller.value(value)}" for key, value in change.settings.items())
        parts.append(f"optimizer=replace({name}.optimizer, {told})")
    if change.start is not None:
        parts.append(f"start={speller.value(np.asarray(run.start, dtype=np.float64))}")
    if run.label != scene.runs[change.origin].label:
        parts.append(f"label={speller.value(run.label)}")
    return f"replace({name}, {', '.join(parts)})" if parts else name
