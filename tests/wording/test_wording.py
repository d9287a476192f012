"""The fixed words: every sentence that the package says is there in every language, with the same braces."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import gdanim
from gdanim.drawing.caption import EVERY, UP_TO
from gdanim.drawing.header import TOTALS
from gdanim.drawing.multiples import REGIMES
from gdanim.panels.badges import IN_A_WORD, WORDS
from gdanim.panels.series import UNITS
from gdanim.wording.languages import LANGUAGES, say

PACKAGE = Path(gdanim.__file__).parent


def said() -> Iterator[str]:
    """Yield every sentence that is said: string literals, also those of which one of several is chosen."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "say":
                for argument in node.args:
                    yield from (
                        leaf.value
                        for leaf in ast.walk(argument)
                        if isinstance(leaf, ast.Constant) and isinstance(leaf.value, str)
                    )
    for table in (UNITS, TOTALS, EVERY, UP_TO):
        yield from table.values()
    yield from IN_A_WORD.values()
    yield from (words for _, words in (*WORDS.values(), *REGIMES.values()))


def braces(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


SENTENCES = sorted({sentence for sentence in said() if sentence not in LANGUAGES})


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_has_its_translation(sentence: str, language: str) -> None:
    translated = LANGUAGES[language][0][sentence]
    assert translated
    assert braces(translated) == braces(sentence)


def test_the_walk_finds_what_is_said() -> None:
    assert {"left at step {k}", "log scale", "start {point}", "converged"} <= set(SENTENCES)
    assert say("zh", "left at step {k}", k=3) == "第 3 步离开"
