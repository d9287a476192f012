"""A film all of whose words are Chinese."""

from __future__ import annotations

import re

import numpy as np

from gdanim import Outcome, Stage


def test_the_two_descents_are_those_of_the_english_film(load) -> None:
    for chinese, english in zip(load("chinese").descend(), load("saddle").descend(), strict=True):
        np.testing.assert_array_equal(chinese.points, english.points)
    assert [run.outcome for run in load("chinese").descend()] == [Outcome.STUCK_AT_SADDLE, Outcome.LEFT_VIEW]


def test_no_english_word_is_drawn(load) -> None:
    stage = Stage(load("chinese"))
    drawn = [text.get_text() for text in stage._figure.findobj(lambda artist: hasattr(artist, "get_text"))]
    said = [text for text in drawn if text and "$" not in text]
    assert any("鞍点" in text for text in said)
    assert not [text for text in said if re.search("[A-Za-z]{2,}", text)]
