"""From scenes to films: the whole flow."""

from gdanim.pipeline.budget import render_within
from gdanim.pipeline.flow import Economy, Progress, default_paths, render, timing_of
from gdanim.pipeline.jobs import Job, Made, make, make_all

__all__ = [
    "Economy",
    "Job",
    "Made",
    "Progress",
    "default_paths",
    "make",
    "make_all",
    "render",
    "render_within",
    "timing_of",
]
