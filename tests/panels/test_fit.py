"""Fit: models where their formulas say, the samples of each update in colour, boundaries between classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_hex

from gdanim import EmpiricalLoss, Fit, GradientDescent, MiniBatches, Objective, Run, Scene, SceneError, datasets
from gdanim.drawing.artists import Marks, Trail

X = np.linspace(-1, 1, 12)
DATA = {"x": X, "y": 2 * X + 1}
LINE = EmpiricalLoss("(m*x + c - y)**2", "m c", DATA, domain=[(-1, 3)] * 2, model="m*x + c", minima=[(2, 1)])
CLASSES = datasets.clusters(20, seed=2)
LOGISTIC = EmpiricalLoss("log(1 + exp(-y*(u*x1 + v*x2)))", "u v", CLASSES, domain=[(-3, 3)] * 2, model="u*x1 + v*x2")
VIEW = ((-1.0, 1.0), (-3.0, 5.0))


def scene(*runs: Run, loss: Any = LINE, panel: Fit | None = None, **fields: Any) -> Scene:
    given = runs or (Run(GradientDescent(0.2), (0.5, 0)),)
    return Scene("A fit", loss, given, [panel or Fit(view=VIEW)], **{"steps": 5, **fields})


def coloured(drawn: Any, run: int) -> np.ndarray:
    """Return the samples (k, 2), in units of the axes, that are filled in a run's colour."""
    colour = drawn.show.tracks[run].line.upper()
    places = [
        mark.places
        for mark in drawn.figure.get_children()
        if isinstance(mark, Marks) and mark.get_animated()
        and colour in (to_hex(mark.edge).upper(), to_hex(mark.face or mark.edge).upper())
    ]  # fmt: skip
    return drawn.axes.transData.inverted().transform(np.concatenate(places))


def test_a_curve_is_the_model_with_the_parameters_of_its_run(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene())
    [track] = shown.show.tracks
    for step in (0, 1, 3, 5):
        shown.move(step)
        [curve] = shown.lines(track.line)
        slope, intercept = track.points[step]
        np.testing.assert_allclose(curve[:, 1], slope * curve[:, 0] + intercept, atol=1e-9)
        np.testing.assert_allclose(curve[[0, -1], 0], VIEW[0], atol=1e-9)


def test_between_steps_the_curve_glides(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene())
    [track] = shown.show.tracks
    shown.move(1.5)
    [curve] = shown.lines(track.line)
    slope, intercept = track.points[1:3].mean(axis=0)
    np.testing.assert_allclose(curve[:, 1], slope * curve[:, 0] + intercept, atol=1e-9)


def test_the_lowest_minimum_is_a_quiet_line_that_stands_still(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene())
    [line] = shown.lines(shown.show.theme.muted, moving=False)
    np.testing.assert_allclose(line[:, 1], 2 * line[:, 0] + 1, atol=1e-9)
    assert len(shown.names()) == 2


def test_without_a_known_minimum_there_is_no_reference(drawn: Callable[..., Any]) -> None:
    bare = EmpiricalLoss("(m*x + c - y)**2", "m c", DATA, domain=[(-1, 3)] * 2, model="m*x + c")
    shown = drawn(scene(loss=bare))
    assert not shown.lines(shown.show.theme.muted, moving=False)
    assert len(shown.names()) == 1


def test_the_samples_in_colour_are_those_that_fed_the_update(drawn: Callable[..., Any]) -> None:
    batches = MiniBatches(4, seed=3)
    shown = drawn(scene(Run(GradientDescent(0.1), (0, 0), batches=batches)))
    epochs = [indices for epoch in range(2) for indices in batches.indices(epoch, 12)]
    for position, update in ((1, 0), (1.2, 1), (2, 1), (4, 3), (5, 4)):
        shown.move(position)
        samples = np.sort(X[epochs[update]])
        np.testing.assert_allclose(np.sort(coloured(shown, 0)[:, 0]), samples, atol=1e-9)


def test_before_the_first_update_no_sample_has_been_seen(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(Run(GradientDescent(0.1), (0, 0), batches=MiniBatches(4, seed=3))))
    shown.move(0)
    assert not len(coloured(shown, 0))


@pytest.mark.parametrize("batches", [None, MiniBatches(None), MiniBatches(12, seed=0)])
def test_where_all_samples_feed_every_update_none_is_in_colour(batches: Any, drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(Run(GradientDescent(0.1), (0, 0), batches=batches)))
    assert not len(coloured(shown, 0))
    assert "in colour: this step" not in shown.words


def test_with_a_clock_of_samples_an_update_shows_once_it_is_made(drawn: Callable[..., Any]) -> None:
    runs = [Run(GradientDescent(0.1), (0, 0), batches=MiniBatches(size, seed=3)) for size in (4, 1)]
    shown = drawn(scene(*runs, steps=None, epochs=1, clock="samples"))
    shown.move(7)
    first = MiniBatches(4, seed=3).indices(0, 12)[0]
    np.testing.assert_allclose(np.sort(coloured(shown, 0)[:, 0]), np.sort(X[first]), atol=1e-9)
    seventh = MiniBatches(1, seed=3).indices(0, 12)[6]
    np.testing.assert_allclose(coloured(shown, 1)[:, 0], X[seventh], atol=1e-9)


def test_a_boundary_is_where_the_model_is_halfway_between_the_classes(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(Run(GradientDescent(0.5), (1, 2)), loss=LOGISTIC, panel=Fit()))
    [track] = shown.show.tracks
    shown.move(0)
    [line] = shown.lines(track.line)
    seen = line[np.isfinite(line).all(axis=1)]
    # The classes are −1 and 1: where 1·x1 + 2·x2 = 0.
    np.testing.assert_allclose(seen @ (1, 2), 0, atol=1e-9)
    assert len(seen) > 2


def test_a_boundary_may_be_asked_for_elsewhere(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(Run(GradientDescent(0.5), (1, 2)), loss=LOGISTIC, panel=Fit(boundary=0.5, x="x2")))
    shown.move(0)
    [line] = shown.lines(shown.show.tracks[0].line)
    np.testing.assert_allclose(line[np.isfinite(line).all(axis=1)] @ (2, 1), 0.5, atol=1e-9)


def test_a_boundary_out_of_view_is_no_line(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(Run(GradientDescent(0.5), (1, 2)), loss=LOGISTIC, panel=Fit(boundary=1e6)))
    assert (
        not len(shown.lines(shown.show.tracks[0].line))
        or not np.concatenate(shown.lines(shown.show.tracks[0].line)).size
    )


def test_the_classes_have_marks_of_their_own(drawn: Callable[..., Any]) -> None:
    shown = drawn(scene(Run(GradientDescent(0.5), (1, 2)), loss=LOGISTIC, panel=Fit()))
    still = [mark for mark in shown.figure.get_children() if isinstance(mark, Marks) and not mark.get_animated()]
    assert [len(mark.places) for mark in still] == [10, 10]
    assert Fit().footnote(shown.show) == "circles y = −1, crosses y = 1"


def test_dashes_tell_curves_apart_as_they_tell_runs_apart(drawn: Callable[..., Any]) -> None:
    runs = [Run(GradientDescent(rate), (0, 0)) for rate in (0.1, 0.2)]
    shown = drawn(scene(*runs))
    trails = [mark for mark in shown.figure.get_children() if isinstance(mark, Trail) and mark.casing]
    assert [bool(trail.dash) for trail in trails] == [False, True]


def test_names_stand_right_of_the_curves_apart_and_in_their_order(drawn: Callable[..., Any]) -> None:
    runs = [Run(GradientDescent(0.1), start, label=str(start)) for start in ((2.0, 1.0), (2.02, 1.0), (-1.0, 0.0))]
    shown = drawn(scene(*runs))
    shown.move(0)
    *names, lowest = shown.names()
    heights = [stamp.left_bottom[1] + stamp.picture.shape[0] / 2 for stamp in (*names, lowest)]
    # At x = 1 the models say 3, 3.02, -1, and the lowest 3.
    assert heights[1] > heights[0] > heights[2]
    assert all(stamp.left_bottom[0] >= shown.axes.bbox.x1 for stamp in (*names, lowest))
    assert np.diff(np.sort(heights)).min() >= 1.2 * shown.show.layout.label_type
    low = shown.axes.transData.transform((1, -1))[1]
    assert heights[2] == pytest.approx(low, abs=2)


@pytest.mark.parametrize(
    ("panel", "loss", "sentence"),
    [
        (Fit(), Objective("m**2 + c**2", "m c", domain=[(-1, 1)] * 2), "give an EmpiricalLoss with model="),
        (Fit(), EmpiricalLoss("(m*x + c - y)**2", "m c", DATA), "has no model"),
        (Fit(x="z"), LINE, "x is 'z', which the data do not have"),
        (Fit(x="y"), LINE, "the model's input is x"),
        (Fit(view=((1, 0), (0, 1))), LINE, "view is"),
        (Fit(x="y"), LOGISTIC, "the inputs are x1 and x2"),
        (Fit(x="x1", y="x1"), LOGISTIC, "x and y are both 'x1'"),
        (Fit(), EmpiricalLoss("(m*x + c*z - y)**2", "m c", DATA | {"z": X}, model="m*x + c*z"), "y has 12"),
        (Fit(), EmpiricalLoss("z*(m*x + c - y)**2", "m c", DATA | {"z": X}, model="m*x + c"), "Say which"),
        (Fit(), EmpiricalLoss("(m + c - y)**2", "m c", DATA, model="m + c"), "reads none of the data"),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(panel: Fit, loss: Any, sentence: str) -> None:
    with pytest.raises(SceneError, match=sentence):
        scene(Run(GradientDescent(0.1), (0, 0)), loss=loss, panel=panel)
