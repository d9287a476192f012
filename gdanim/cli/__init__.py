"""The command line: reads options, calls the rooms, prints results. One file holds one group of commands."""

from __future__ import annotations

import os
import signal
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from threading import Timer
from typing import Any

import click

from gdanim.cli.catalogue import functions, optimizers, schedules
from gdanim.cli.completing import completion
from gdanim.cli.errors import tell_error
from gdanim.cli.exit_codes import DONE, FAILED, INTERRUPTED, MISUSED, TERMINATED
from gdanim.cli.films import embed, extract, gallery, inspect
from gdanim.cli.health import doctor
from gdanim.cli.live import preview
from gdanim.cli.rendering import allow, render
from gdanim.cli.scenes import check, explain, list_scenes, new, trace
from gdanim.cli.storage import cache
from gdanim.errors import REFUSALS, GdanimError, SceneError, Terminated, TimedOut, refusal

KEPT = 1 << 22
"""Bytes kept back to tell that there is no more memory, and to clear away in the end."""

COMMANDS = {
    "Scenes": (new, preview, render, list_scenes, check, explain, trace),
    "Films": (inspect, embed, extract, gallery),
    "What there is": (functions, optimizers, schedules),
    "This machine": (doctor, cache, completion),
}


class Grouped(click.Group):
    """The commands under their headings, in the order in which they are met."""

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command does, in one line where the terminal has 80 columns."""
        for heading, commands in COMMANDS.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{command.name:10}", command.get_short_help_str(66)) for command in commands])


@click.group(cls=Grouped, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="gdanim")
def gdanim() -> None:
    """Turn scene files into films of gradient descent."""


for command in (command for commands in COMMANDS.values() for command in commands):
    gdanim.add_command(command)


def _end_behind(error: BaseException) -> BaseException | None:
    """Return the end asked for in whose course an error was raised."""
    behind: BaseException | None = error
    while behind and not isinstance(behind, KeyboardInterrupt | Terminated):
        behind = behind.__context__
    return behind


@contextmanager
def _signals_raised() -> Iterator[None]:
    """Let no end asked for be lost.

    What a signal raises in a destructor, Python reports and forgets: it is sent again. What it raises within a library
    written in C++, that may tell as an error of its own, which is undone.
    """
    asked: list[type[BaseException]] = []

    def ask(end: type[BaseException]) -> Callable[..., None]:
        def raise_end(*_: Any) -> None:
            asked.append(end)
            raise end

        return raise_end

    signals = {KeyboardInterrupt: signal.SIGINT, Terminated: signal.SIGTERM}
    if hasattr(signal, "SIGALRM"):
        signals[TimedOut] = signal.SIGALRM
    report = sys.unraisablehook

    def report_or_send(lost: Any) -> None:
        if lost.exc_type in signals:
            Timer(0.01, os.kill, [os.getpid(), signals[lost.exc_type]]).start()
        else:
            report(lost)

    interrupted = signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGTERM, ask(Terminated))
    if interrupted is signal.default_int_handler:
        signal.signal(signal.SIGINT, ask(KeyboardInterrupt))
    sys.unraisablehook = report_or_send
    try:
        yield
    except Exception as error:
        if end := _end_behind(error) or next(iter(asked), None):
            raise end from None
        raise
    finally:
        signal.signal(signal.SIGINT, interrupted)
        sys.unraisablehook = report


@contextmanager
def _some_memory_kept() -> Iterator[None]:
    """Keep some memory back from what runs, for what comes after it."""
    kept = bytearray(KEPT)
    try:
        yield
    finally:
        kept.clear()


def _mend_streams() -> None:
    """Open what the caller has closed, or else a film takes its number; print any character, as a number if need be."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code.

    0: every requested film exists and was verified. 1: rendering failed. 2: usage or scene error. 130: interrupted.
    143: terminated.
    """
    warnings.formatwarning = lambda message, *_, **__: f"Warning: {message}\n"
    _mend_streams()
    words = sys.argv[1:] if arguments is None else arguments
    try:
        with _some_memory_kept(), _signals_raised():
            return int(gdanim.main(words, prog_name="gdanim", standalone_mode=False) or DONE)
    except click.UsageError as error:
        error.show()
        return MISUSED
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except Terminated:
        return TERMINATED
    except TimedOut:
        click.echo("Error: The time allowed by --timeout has passed; no film was replaced.", err=True)
        return FAILED
    except (GdanimError, *REFUSALS) as error:
        if "--traceback" in words:
            traceback.print_exc()
        tell_error(error if isinstance(error, GdanimError) else refusal(error))
        return MISUSED if isinstance(error, SceneError) else FAILED
    finally:
        allow(None)
