"""The README's table of faults has a row for each of them, as the tests' report writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fault_table import FAULTS, outcomes_in, table, with_outcomes

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")


def test_every_fault_has_its_row() -> None:
    assert list(outcomes_in(README)) == list(FAULTS)
    assert all(outcomes_in(README).values())


def test_the_table_is_as_it_is_written() -> None:
    assert with_outcomes(README, {}) == README
    assert README.count(table(outcomes_in(README))) == 1


@pytest.mark.parametrize("name", FAULTS)
def test_a_new_outcome_changes_its_row_alone(name: str) -> None:
    page = with_outcomes(README, {name: "something else"})
    changed = [line for line in page.splitlines() if line not in README.splitlines()]
    assert changed == [f"| {FAULTS[name]} | something else |"]
    assert len(page.splitlines()) == len(README.splitlines())
