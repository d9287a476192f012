"""What a scene author is told, and that it survives the way between processes."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdanim.errors import MOST_CHOICES, ExpressionError, GdanimError, Place, RenderError, SceneError, nearest

RULES = ["Adam", "GradientDescent", "Momentum", "Nesterov"]
names = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)


@pytest.mark.parametrize("kind", [SceneError, ExpressionError, RenderError])
def test_one_except_clause_catches_everything(kind: type[GdanimError]) -> None:
    with pytest.raises(GdanimError, match=r"^No such thing\.$"):
        raise kind("No such thing.")


def test_mistakes_in_a_scene_are_value_errors_and_failures_of_a_film_are_runtime_errors() -> None:
    assert issubclass(ExpressionError, SceneError)
    assert issubclass(SceneError, ValueError)
    assert issubclass(RenderError, RuntimeError)
    assert not issubclass(RenderError, SceneError)


def test_a_place_reads_as_editors_and_compilers_write_it() -> None:
    assert str(Place("scenes/saddle.py", 12, "steps=-1,")) == "scenes/saddle.py:12"


def test_an_error_comes_back_from_another_process_with_its_sentence_and_place() -> None:
    told = SceneError("steps is -1; it must be positive.", Place("saddle.py", 3, "steps=-1"))
    heard = pickle.loads(pickle.dumps(told))
    assert type(heard) is SceneError
    assert str(heard) == heard.sentence == told.sentence
    assert heard.place == told.place


@pytest.mark.parametrize(
    ("given_name", "meant"),
    [
        ("adam", "Adam"),
        ("ADAM", "Adam"),
        ("Adams", "Adam"),
        ("Momentun", "Momentum"),
        ("gradient_descent", "GradientDescent"),
    ],
)
def test_a_slip_is_answered_with_the_name_that_was_meant(given_name: str, meant: str) -> None:
    assert nearest(given_name, RULES) == f" Did you mean {meant}?"


def test_a_name_like_none_of_them_is_answered_with_all_of_them_in_order() -> None:
    assert nearest("zzz", reversed(RULES)) == " Choose from Adam, GradientDescent, Momentum, Nesterov."


def test_of_more_names_than_anyone_would_read_only_some_are_told() -> None:
    assert nearest("zzz", [f"scene_{k:02}.py" for k in range(60)]) == (
        " There are 60 to choose from, such as scene_00.py, scene_01.py, scene_02.py."
    )


def test_where_there_is_nothing_to_choose_nothing_is_said() -> None:
    assert nearest("zzz", []) == ""


@given(names, st.lists(names, min_size=1, max_size=MOST_CHOICES, unique=True))
def test_a_hint_names_only_what_there_is_and_ends_a_sentence(name: str, choices: list[str]) -> None:
    hint = nearest(name, choices)
    assert hint.startswith(" ")
    if hint.startswith(" Did you mean "):
        assert hint.removeprefix(" Did you mean ").removesuffix("?") in choices
    else:
        assert hint == f" Choose from {', '.join(sorted(choices))}."


@given(st.lists(names, min_size=1, unique=True), st.data())
def test_a_name_that_exists_is_its_own_nearest(choices: list[str], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(choices))
    assert nearest(name, choices) == f" Did you mean {name}?"
