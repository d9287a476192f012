"""What Python says of a scene file that does not run, as one sentence with the place in the author's own line."""

from __future__ import annotations

import ast
import inspect
import linecache
import pkgutil
import re
import sysconfig
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from gdanim.errors import ExpressionError, GdanimError, Place, SceneError, TimedOut, nearest


def explained(error: BaseException, filename: str) -> SceneError:
    """Return what was raised while a file ran as a SceneError: a sentence, the nearest valid name, and the place.

    The place is the last line of that file on the way to the error; of the call there, the argument that is meant.
    """
    if isinstance(error, SyntaxError):
        return SceneError(f"The file is not Python: {_ended(error.msg)}", _place_of_syntax(error, filename))
    stop = _last_stop(error, filename)
    sentence = error.sentence if isinstance(error, SceneError) else _sentence(error, stop)
    known = error.place if isinstance(error, SceneError) else None
    return SceneError(sentence, known or (stop.place(_fault(error, stop, sentence)) if stop else Place(filename, 1)))


@contextmanager
def authors_code() -> Iterator[None]:
    """Tell what an author's own optimizer, schedule or rule raises while gdanim runs it as a SceneError with the place.

    What is raised in gdanim itself, or in a library that it calls, is no mistake of the author's and passes.
    """
    try:
        yield
    except GdanimError:
        raise
    except Exception as error:
        filename = _authors_file(error)
        if filename is None:
            raise
        raise explained(error, filename) from error


def _authors_file(error: BaseException) -> str | None:
    """Return the last file on the way to an error that is neither gdanim's nor an installed library's."""
    installed = (str(Path(__file__).parents[1]), *sysconfig.get_paths().values(), "<")
    files = [summary.filename for summary in traceback.extract_tb(error.__traceback__)]
    return next((file for file in reversed(files) if not file.startswith(installed)), None)


class Span(NamedTuple):
    """Part of a file as `ast` counts it: lines from 1, columns in UTF-8 bytes from 0."""

    line: int
    first: int
    end_line: int
    last: int


@dataclass(frozen=True)
class Stop:
    """Where Python stood in the author's file: the part that ran, and the names that were known there."""

    filename: str
    span: Span
    names: Mapping[str, Any]

    def line(self, number: int) -> str:
        """Return a line of the file without its end."""
        return linecache.getline(self.filename, number).rstrip("\n")

    def node(self) -> ast.expr | ast.ImportFrom | None:
        """Return the expression or import that ran, where Python tells it exactly."""
        try:
            tree = ast.parse("".join(linecache.getlines(self.filename)))
        except SyntaxError:
            return None
        parts = (node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.ImportFrom))
        return next((node for node in parts if _span(node) == self.span), None)

    def place(self, span: Span) -> Place:
        """Return a part of the file as it is shown: in its first line, counted in characters."""
        line = self.line(span.line)
        whole = line.encode()
        first = len(whole[: span.first].decode(errors="ignore"))
        last = len(whole[: span.last].decode(errors="ignore")) if span.end_line == span.line else len(line.rstrip())
        return Place(self.filename, span.line, line, first + 1, max(last - first, 1))


def _last_stop(error: BaseException, filename: str) -> Stop | None:
    summaries = traceback.extract_tb(error.__traceback__)
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    for frame, summary in reversed(list(zip(frames, summaries, strict=True))):
        if summary.filename == filename and summary.lineno:
            span = Span(summary.lineno, summary.colno or 0, summary.end_lineno or 0, summary.end_colno or 0)
            return Stop(filename, span, frame.f_globals)
    return None


def _place_of_syntax(error: SyntaxError, filename: str) -> Place:
    text = (error.text or "").rstrip()
    one_line = error.end_lineno in (None, error.lineno)
    last = error.end_offset if one_line and error.end_offset else len(text) + 1
    first = min(error.offset or 1, len(text) or 1)
    return Place(filename, error.lineno or 1, text, first, max(last - first, 1))


# The sentence


def _sentence(error: BaseException, stop: Stop | None) -> str:
    """Turn what Python said into a sentence, with the nearest valid name where there is one."""
    message = _told(error)
    if isinstance(error, TimedOut):
        return "The scene file was not read within the time allowed; it should only declare scenes."
    if isinstance(error, SystemExit):
        return "The scene file left with sys.exit; it should only declare scenes."
    if isinstance(error, ModuleNotFoundError) and error.name:
        return _missing_module(error.name)
    if isinstance(error, ImportError) and (found := re.match(r"cannot import name '(\w+)' from '([\w.]+)'", message)):
        return f"{found[2]} has no {found[1]}.{nearest(found[1], _public(import_module(found[2])))}"
    if isinstance(error, NameError) and error.name:
        return _unknown_name(error.name, stop)
    if isinstance(error, AttributeError) and error.name:
        return f"{_owner(error.obj)} has no {error.name}.{nearest(error.name, _public(error.obj))}"
    if isinstance(error, TypeError) and (said := _wrong_call(message, _called(stop))):
        return said
    if isinstance(error, TypeError) and (found := re.match(r"'(\w+)' object is not callable", message)):
        return f"This {found[1]} cannot be called: write it without the brackets behind it."
    if isinstance(error, OSError) and error.filename:
        return _ended(f"{error.filename}: {error.strerror}")
    return _ended(f"{type(error).__name__}: {message}" if message else f"{type(error).__name__} was raised")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "?", "!")) else f"{sentence}."


def _told(error: BaseException) -> str:
    """Return what an error says, on one line; "" where saying it fails."""
    try:
        return " ".join(str(error).split())
    except Exception:
        return ""


def _missing_module(name: str) -> str:
    parent, _, last = name.rpartition(".")
    if parent:
        known = [module.name for module in pkgutil.iter_modules(import_module(parent).__path__)]
        return f"{parent} has no module {last}.{nearest(last, known)}"
    hint = nearest(name, ["gdanim"])
    return f"There is no module {name}.{hint}" if "mean" in hint else f"There is no module {name} in this environment."


def _unknown_name(name: str, stop: Stop | None) -> str:
    import gdanim

    if name in gdanim.__all__:
        return f"The name {name} is not defined. Import it: from gdanim import {name}."
    own = [known for known in (stop.names if stop else {}) if not known.startswith("_")]
    return f"The name {name} is not defined.{nearest(name, {*gdanim.__all__, *own})}"


def _public(owner: object) -> list[str]:
    return [name for name in dir(owner) if not name.startswith("_")]


def _owner(owner: object) -> str:
    return str(getattr(owner, "__name__", type(owner).__name__))


def _wrong_call(message: str, called: Callable[..., Any] | None) -> str | None:
    """Say what is wrong with the arguments of a call; None where that is not what Python complains of."""
    owner = r"(?:\w+\.)*?(\w+)(?:\.__init__)?\(\) "
    if found := re.match(owner + r"got an unexpected keyword argument '(\w+)'", message):
        return f"{found[1]} takes no {found[2]}.{nearest(found[2], _parameters(called))}"
    if found := re.match(owner + r"got multiple values for argument '(\w+)'", message):
        return f"{found[1]}: {found[2]} is given twice, once by its place and once by its name."
    if found := re.match(owner + r"missing \d+ required (?:positional|keyword-only) arguments?: (.+)", message):
        names = re.findall(r"'(\w+)'", found[2])
        return (
            f"{found[1]} needs {' and '.join(names)}: write {found[1]}({', '.join(f'{name}=...' for name in names)})."
        )
    if found := re.match(owner + r"takes (?:from \d+ to )?(\d+) positional arguments? but (\d+) ", message):
        return _too_many(found[1], called, int(found[3]) - int(found[2]))
    return None


def _too_many(owner: str, called: Callable[..., Any] | None, excess: int) -> str:
    by_name = [item.name for item in _signature(called) if item.kind is item.KEYWORD_ONLY]
    hint = f"; name the others: {', '.join(f'{name}=' for name in by_name)}" if by_name else ""
    most = len(_parameters(called)) - len(by_name)
    return f"{owner} takes at most {_arguments(most)} by place; {most + excess} are given{hint}."


def _arguments(count: int) -> str:
    return "1 argument" if count == 1 else f"{count} arguments"


def _signature(called: Callable[..., Any] | None) -> Iterable[inspect.Parameter]:
    try:
        return inspect.signature(called).parameters.values() if called else ()
    except (TypeError, ValueError):  # some built-in functions have none
        return ()


def _parameters(called: Callable[..., Any] | None) -> list[str]:
    return [item.name for item in _signature(called) if item.kind is not item.VAR_KEYWORD]


# The place


def _fault(error: BaseException, stop: Stop, sentence: str) -> Span:
    """Return the part of the author's file that a mistake is in, as exactly as it can be told."""
    node = stop.node()
    if isinstance(node, ast.Attribute) and isinstance(error, AttributeError):
        return Span(node.end_lineno or 0, (node.end_col_offset or 0) - len(node.attr), *_span(node)[2:])
    if isinstance(node, ast.ImportFrom) and isinstance(error, ImportError):
        return _import_fault(node, sentence)
    if not isinstance(node, ast.Call):
        return stop.span
    parts: Sequence[str | int] = error.parts if isinstance(error, SceneError) else ()
    if isinstance(error, TypeError):
        return _keyword_fault(node, sentence) or _span(node.func)
    found = _follow(node, parts, stop.names)
    if isinstance(found, ast.Call):
        found = _named_argument(found, sentence, stop.names) or found.func
    return _formula_fault(found, stop, error) if isinstance(error, ExpressionError) else _span(found)


def _span(node: ast.expr | ast.ImportFrom | ast.alias | ast.keyword) -> Span:
    return Span(node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)


def _import_fault(node: ast.ImportFrom, sentence: str) -> Span:
    words = re.findall(r"\w+", sentence)
    return next((_span(alias) for alias in node.names if alias.name in words), _span(node))


def _keyword_fault(call: ast.Call, sentence: str) -> Span | None:
    """Return the name before the = of the argument that a call does not take, or that it has twice."""
    for keyword in call.keywords:
        if keyword.arg and re.search(rf"takes no {keyword.arg}\.|: {keyword.arg} is given twice", sentence):
            span = _span(keyword)
            return Span(span.line, span.first, span.line, span.first + len(keyword.arg.encode()))
    return None


def _follow(node: ast.expr, parts: Sequence[str | int], names: Mapping[str, Any]) -> ast.expr:
    """Go from a call into its arguments, and from a list to its entries, as far as they are written out there."""
    for part in parts:
        inner = _entry(node, part) if isinstance(part, int) else _argument(node, part, names)
        if inner is None:
            return node
        node = inner
    return node


def _entry(node: ast.expr, place: int) -> ast.expr | None:
    written = isinstance(node, ast.List | ast.Tuple) and not any(isinstance(one, ast.Starred) for one in node.elts)
    return node.elts[place] if written and place < len(node.elts) else None  # type: ignore[attr-defined]


def _argument(node: ast.expr, name: str, names: Mapping[str, Any]) -> ast.expr | None:
    return _written(node, names).get(name) if isinstance(node, ast.Call) else None


def _written(call: ast.Call, names: Mapping[str, Any]) -> dict[str, ast.expr]:
    """Return the arguments written in a call by the names of their parameters."""
    known = zip(_parameters(_resolved(call.func, names)), call.args, strict=False)
    return dict(known) | {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


def _named_argument(call: ast.Call, sentence: str, names: Mapping[str, Any]) -> ast.expr | None:
    """Return the argument that a sentence names first; every sentence about a field begins with the field."""
    written = _written(call, names)
    return next((written[word] for word in re.findall(r"\w+", sentence) if word in written), None)


def _called(stop: Stop | None) -> Callable[..., Any] | None:
    node = stop.node() if stop else None
    return _resolved(node.func, stop.names) if stop and isinstance(node, ast.Call) else None


def _resolved(node: ast.expr, names: Mapping[str, Any]) -> Callable[..., Any] | None:
    """Return what a plain or dotted name stands for in the author's file; nothing is run for it."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        owner = _resolved(node.value, names)
        return getattr(owner, node.attr, None) if isinstance(owner, type | ModuleType) else None
    return None


def _formula_fault(node: ast.expr, stop: Stop, error: ExpressionError) -> Span:
    """Return the word within a formula at the error's column, where the formula stands in one line as it is read."""
    span = _span(node)
    if not (error.column and isinstance(node, ast.Constant) and isinstance(node.value, str)):
        return span
    written = stop.line(span.line).encode()[span.first : span.last].decode(errors="ignore")
    start = written.find(node.value)
    if start < 0:
        return span
    word = re.match(r"\w+|.?", node.value[error.column - 1 :])
    first = span.first + len((written[:start] + node.value[: error.column - 1]).encode())
    return Span(span.line, first, span.line, first + len((word[0] if word else "").encode()))
