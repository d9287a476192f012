"""What a shell completes: commands and options by itself, here scenes in their files and names that options take."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path

import click
from click.shell_completion import CompletionItem, get_completion_class

SHELLS = ("bash", "zsh", "fish")

LISTS: dict[str, tuple[str, Callable[..., Iterable[str]]]] = {
    "functions": ("gdanim.landscapes", lambda room: room.CATALOGUE),
    "optimizers": ("gdanim.report.inventory", lambda room: [rule.__name__ for rule in room.optimizers(())]),
    "schedules": ("gdanim.report.inventory", lambda room: [rule.__name__ for rule in room.schedules(())]),
    "templates": ("gdanim.cli.templates", lambda room: room.templates()),
    "presets": ("gdanim.theme", lambda room: room.PRESETS),
    "themes": ("gdanim.theme", lambda room: room.THEMES),
    "destinations": ("gdanim.embed.destinations", lambda room: room.DESTINATIONS),
    "qualities": ("gdanim.encode.video", lambda room: room.QUALITIES),
}
"""The names that may be asked for: in which module they are, and how they are read from it."""

Completer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


@click.command()
@click.argument("shell", type=click.Choice(SHELLS))
def completion(shell: str) -> None:
    """Print a script that lets a shell complete gdanim's words. Commands, options, scenes and names.

    \b
    bash  eval "$(gdanim completion bash)" in ~/.bashrc
    zsh   eval "$(gdanim completion zsh)" in ~/.zshrc
    fish  gdanim completion fish > ~/.config/fish/completions/gdanim.fish
    """
    root = click.get_current_context().find_root().command
    script = get_completion_class(shell)
    assert script is not None  # click knows all of SHELLS
    click.echo(script(root, {}, "gdanim", "_GDANIM_COMPLETE").source())


def names_of(kind: str) -> Completer:
    """Return what completes one of the names in `LISTS`; the module is loaded only when it is asked."""
    module, read = LISTS[kind]

    def complete(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
        names = read(import_module(module))
        return [CompletionItem(name) for name in names if name.lower().startswith(incomplete.lower())]

    return complete


def targets_like(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Complete FILE with files, and FILE::NAME with the scenes that the file assigns; the file is not run."""
    text, separator, begun = incomplete.partition("::")
    if not separator:
        return [CompletionItem(incomplete, type="file")]
    return [CompletionItem(f"{text}::{name}") for name in _scenes_assigned(Path(text)) if name.startswith(begun)]


def _scenes_assigned(path: Path) -> list[str]:
    """Return the names that a file gives at its top level to a Scene(...) or to another scene .with_(...)."""
    try:
        body = ast.parse(path.read_text("utf-8")).body
    except (OSError, SyntaxError, ValueError):  # nothing to complete from
        return []
    assigned = [node for node in body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
    calls = [node for node in assigned if ast.unparse(node.value.func).endswith(("Scene", ".with_"))]  # type: ignore[attr-defined]
    return [target.id for node in calls for target in node.targets if isinstance(target, ast.Name)]
