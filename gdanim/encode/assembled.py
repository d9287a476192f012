"""Files that are put together from their segments' bytes in one go: those that FFmpeg joins badly, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from gdanim.encode.base import Coded, Film, Plan
from gdanim.encode.drafts import Draft, told_as_render_error
from gdanim.encode.finish import complete


class AssembledWriter:
    """Keeps the segments, and writes at the end what `assemble` makes of them."""

    def __init__(self, path: Path, plan: Plan, about: str, assemble: Callable[[Sequence[Coded], Plan], bytes]) -> None:
        self._path, self._plan, self._about, self._assemble = path, plan, about, assemble
        self._draft = Draft(path)
        self._segments: list[Coded] = []

    def write(self, coded: Coded) -> None:
        """Keep the next segment."""
        self._segments.append(coded)

    def finish(self) -> Film:
        """Write, verify and publish the file, or discard it."""
        try:
            with told_as_render_error(self._path):
                self._draft.path.write_bytes(self._assemble(self._segments, self._plan))
            return complete(self._draft, self._path, self._plan, self._about)
        except BaseException:
            self.abort()
            raise

    def abort(self) -> None:
        """Discard the file."""
        self._draft.discard()
