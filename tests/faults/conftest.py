"""What tests of faults share: a figure that each of them reports, and the table of all of them.

`pytest tests/faults -m thorough` runs every repetition and prints the rows of the README's table.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

FIGURES: dict[str, str] = {}


@pytest.fixture
def report() -> Callable[[str, str], None]:
    """Take down a figure under the id of its fault."""
    return FIGURES.__setitem__


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for name, figure in sorted(FIGURES.items()):
        terminalreporter.write_line(f"| {name} | {figure} |")
