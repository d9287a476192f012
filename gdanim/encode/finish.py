"""The last steps of every film: what it says about itself, the proof that it is whole, and its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gdanim.encode.about import attach
from gdanim.encode.base import Film, Plan
from gdanim.encode.drafts import Draft, told_as_render_error
from gdanim.encode.verify import verify
from gdanim.errors import RenderError


def complete(draft: Draft, path: Path, plan: Plan, about: str = "") -> Film:
    """Attach a text, verify the film and publish it; RenderError, and the draft is still there, where it is faulty."""
    with told_as_render_error(path, RenderError):
        if about:
            attach(draft.path, about)
        film = verify(draft.path, plan.width, plan.height, plan.timing)
        draft.publish()
    return replace(film, path=path)
