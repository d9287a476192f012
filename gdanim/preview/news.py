"""What waiting pages are told: the state of the scene file, now and after every save."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import watchfiles
from starlette.concurrency import run_in_threadpool

from gdanim.preview.desk import Desk
from gdanim.preview.variation import rule_names
from gdanim.theme import PRESETS, THEMES

QUIET = 20
"""Milliseconds without another change after which a save is taken to be done."""


class News:
    """Watches the file on the desk, and tells pages that wait. `told` hears of mistakes, for the terminal."""

    def __init__(self, desk: Desk, wanted: str = "", told: Callable[[str], None] = lambda text: None) -> None:
        self.desk, self.wanted, self.told = desk, wanted, told
        self.is_over = False
        self._stirred = asyncio.Event()

    def load(self) -> None:
        """Read the file, and tell of a mistake in it."""
        self.desk.load()
        if self.desk.error:
            self.told(self.desk.error)

    async def watch(self, stop: asyncio.Event) -> None:
        """Load the file again whenever it is saved; its folder is watched, since editors put a new file in place."""

        def concerns(_: watchfiles.Change, path: str) -> bool:
            return self.desk.concerns(Path(path))

        folder = self.desk.path.resolve().parent
        changes = watchfiles.awatch(folder, watch_filter=concerns, step=QUIET, recursive=False, stop_event=stop)
        async for _ in changes:
            if self.desk.path.is_file():  # between the two renames of a save it is not
                await run_in_threadpool(self.load)
                self._stir()

    async def stream(self) -> AsyncIterator[str]:
        """Yield the state of the file, now and after every change, as server-sent events."""
        known = -1
        while not self.is_over:
            stirred = self._stirred
            if known != self.desk.number:
                known = self.desk.number
                yield f"data: {json.dumps(self.state())}\n\n"
            else:
                await stirred.wait()

    def state(self) -> dict[str, Any]:
        """Return what the page says of the file, and what it may choose from."""
        desk = self.desk
        return {
            "file": desk.path.name,
            "number": desk.number,
            "error": desk.error,
            "wanted": self.wanted,
            "scenes": {name: scene.title for name, scene in desk.scenes.items()},
            "themes": list(THEMES),
            "presets": {name: [layout.width, layout.height] for name, layout in PRESETS.items()},
            "rules": rule_names(),
        }

    def close(self) -> None:
        """Send waiting pages away."""
        self.is_over = True
        self._stir()

    def _stir(self) -> None:
        stirred, self._stirred = self._stirred, asyncio.Event()
        stirred.set()
