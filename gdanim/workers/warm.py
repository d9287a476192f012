"""Imported by the process that others are split off from: loads the libraries, and does once what is slow once."""

import gc

import av  # noqa: F401
import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import gdanim.workers.studio  # noqa: F401
from gdanim.drawing.lettering import formula, register_faces, words
from gdanim.stage import OWN_LOOK


def warm() -> None:
    """Let matplotlib find the faces, and build its grammar of formulas, which takes a tenth of a second."""
    register_faces()
    with mpl.rc_context(OWN_LOOK):
        figure = Figure()
        for bold in (False, True):
            words(figure, 0, 0, "0", size=10, colour="black", bold=bold)
        formula(figure, 0, 0, r"\frac{x_1}{2}", size=10, colour="black")
        figure.add_axes((0, 0, 1, 1)).contourf([[0, 1], [1, 2]])
        FigureCanvasAgg(figure).draw()


warm()
gc.freeze()
gc.enable()
