"""The server of the page: this machine alone may ask it, and it gives out the page and its scene's drawings."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
import watchfiles
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gdanim.descent import descend
from gdanim.errors import GdanimError, SceneError, error_text, nearest
from gdanim.mistakes import explained
from gdanim.preview.desk import Desk
from gdanim.preview.film import Films, live_path
from gdanim.preview.program import program
from gdanim.preview.variation import Variation, rule_names
from gdanim.scene import Scene
from gdanim.theme import PRESETS, THEMES

ADDRESS = "127.0.0.1"
HOSTS = [ADDRESS, "localhost"]
"""Names by which a browser on this machine asks; a page of another name that leads here is refused."""

PORT = 8737
"""Where the page is by default; where that is taken, any free port."""

PAGE = {
    "/": ("preview/page/index.html", "text/html"),
    "/icon.svg": ("preview/page/icon.svg", "image/svg+xml"),
    "/style.css": ("preview/page/style.css", "text/css"),
    "/page.js": ("preview/page/page.js", "text/javascript"),
    "/player.js": ("preview/page/player.js", "text/javascript"),
    "/handles.js": ("preview/page/handles.js", "text/javascript"),
    "/regular.otf": ("fonts/GdanimSans-Regular.otf", "font/otf"),
    "/semibold.otf": ("fonts/GdanimSans-SemiBold.otf", "font/otf"),
}
"""All files that are given out, by their paths on the page."""

GUARDS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

QUIET = 20
"""Milliseconds without another change after which a save is taken to be done."""

MOST_ASKED = 100_000
"""Bytes of a question; eight runs take about a thousand."""


class OwnPageOnly:
    """Refuses what other pages of the same browser ask, and sends the guards with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or refuse."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if (origin and origin != f"http://{headers.get('host')}") or site not in ("none", "same-origin"):
            await PlainTextResponse("Only the page itself may ask.", 403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(GUARDS)
            await send(message)

        await self.app(scope, receive, guarded)


class Preview:
    """What the routes share: the file on the desk, its films, and the pages that wait for news."""

    def __init__(self, path: Path, wanted: str = "", told: Callable[[str], None] = lambda text: None) -> None:
        self.desk, self.films, self.wanted, self.told = Desk(path), Films(), wanted, told
        self.is_closing = False
        self._stirred = asyncio.Event()

    def load(self) -> None:
        """Read the file, and tell of a mistake in it."""
        self.desk.load()
        if self.desk.error:
            self.told(self.desk.error)

    def stir(self) -> None:
        """Let waiting pages look again."""
        stirred, self._stirred = self._stirred, asyncio.Event()
        stirred.set()

    def close(self) -> None:
        """Send waiting pages away."""
        self.is_closing = True
        self.stir()

    async def watch(self, stop: asyncio.Event) -> None:
        """Load the file again whenever it is saved; its folder is watched, since editors put a new file in place."""

        def concerns(_: watchfiles.Change, path: str) -> bool:
            return self.desk.concerns(Path(path))

        folder = self.desk.path.resolve().parent
        changes = watchfiles.awatch(folder, watch_filter=concerns, step=QUIET, recursive=False, stop_event=stop)
        async for _ in changes:
            if self.desk.path.is_file():
                await run_in_threadpool(self.load)
                self.stir()

    async def news(self) -> AsyncIterator[str]:
        """Yield what there is on the desk, now and after every change, as server-sent events."""
        known = -1
        while not self.is_closing:
            stirred = self._stirred
            if known != self.desk.number:
                known = self.desk.number
                yield f"data: {json.dumps(self.state())}\n\n"
            else:
                await stirred.wait()

    def state(self) -> dict[str, Any]:
        """Return what the page says of the file."""
        desk = self.desk
        return {
            "file": desk.path.name,
            "number": desk.number,
            "error": desk.error,
            "wanted": self.wanted,
            "scenes": {name: scene.title for name, scene in desk.scenes.items()},
            "themes": list(THEMES),
            "presets": {name: [layout.width, layout.height] for name, layout in PRESETS.items()},
            "rules": rule_names() if desk.scenes else [],
        }

    def scene(self, variation: Variation) -> Scene:
        """Return the scene of the file that is varied."""
        scenes = self.desk.scenes
        if variation.scene not in scenes:
            raise SceneError(f"{self.desk.path} has no scene {variation.scene}.{nearest(variation.scene, scenes)}")
        return scenes[variation.scene]

    def film(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return the facts of the film that is asked for, ready to be drawn."""
        variation, number = Variation.read(asked), self.desk.number
        wish = f"{number} {json.dumps(asked, sort_keys=True)}"
        name, film = self.films.of(variation.apply(self.scene(variation)), self.desk.stamp, wish)
        return {"film": name, **film.facts()}

    def paths(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the descents of some of the runs, by their indices in `only`."""
        only = asked.pop("only")
        variation = Variation.read(asked)
        scene = variation.apply(self.scene(variation))
        return [
            live_path(
                descend(
                    scene.objective, run.optimizer, run.start, steps=scene.steps_of(run), batches=run.batches,
                    stop=scene.stop,
                )
            )
            for run in (scene.runs[k] for k in only)
        ]  # fmt: skip

    def program(self, asked: dict[str, Any]) -> str:
        """Return the source of the scene as it now is on the page."""
        variation = Variation.read(asked)
        return program(self.desk.source, self.scene(variation), variation)

    async def answer(self, ask: Callable[[dict[str, Any]], Any], request: Request) -> Response:
        """Answer a question about a scene; what is wrong with it is told as on the terminal."""
        if request.headers.get("content-type") != "application/json":
            return PlainTextResponse("Ask in JSON.", 415)
        if int(request.headers.get("content-length", MOST_ASKED)) >= MOST_ASKED:
            return PlainTextResponse("That is too much.", 413)
        try:
            return JSONResponse(await run_in_threadpool(ask, await request.json()))
        except GdanimError as error:
            return JSONResponse({"error": error_text(error)}, 422)
        except Exception as error:
            return JSONResponse({"error": error_text(explained(error, str(self.desk.path)))}, 422)

    async def drawing(self, request: Request) -> Response:
        """Answer with a drawing; it never changes under its name."""
        made = await run_in_threadpool(self.films.drawing, request.path_params["film"], request.path_params["which"])
        if made is None:
            return PlainTextResponse("There is no such drawing.", 404)
        return Response(made, media_type="image/png", headers={"Cache-Control": "private, max-age=3600, immutable"})

    async def changes(self, request: Request) -> Response:
        """Answer with news for as long as the page is open."""
        return StreamingResponse(self.news(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def application(preview: Preview) -> Starlette:
    """Return the page and its answers as an ASGI application."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        await run_in_threadpool(preview.load)
        watching = asyncio.create_task(preview.watch(stop))
        yield
        stop.set()
        await watching

    questions = {"/film": preview.film, "/paths": preview.paths, "/program": preview.program}
    routes = [
        *(Route(path, partial(_page_file, *where)) for path, where in PAGE.items()),
        *(Route(path, partial(preview.answer, ask), methods=["POST"]) for path, ask in questions.items()),
        Route("/film/{film}/{which}.png", preview.drawing),
        Route("/changes", preview.changes),
    ]
    guards = [Middleware(OwnPageOnly), Middleware(TrustedHostMiddleware, allowed_hosts=HOSTS, www_redirect=False)]
    return Starlette(routes=routes, middleware=guards, lifespan=lifespan)


async def _page_file(name: str, kind: str, request: Request) -> Response:
    content = (files("gdanim") / name).read_bytes()
    return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})


class _Server(uvicorn.Server):
    """Sends waiting pages away before it ends: each holds a connection open."""

    def __init__(self, config: uvicorn.Config, preview: Preview) -> None:
        super().__init__(config)
        self.preview = preview

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, told by a signal."""
        self.preview.close()
        super().handle_exit(sig, frame)


def serve(path: Path, wanted: str, port: int | None, told: Callable[[str], None], opened: bool) -> None:
    """Serve the page of a scene file until interrupted; SceneError where the port is taken."""
    preview = Preview(path, wanted, told)
    with listen(port) as listening:
        url = f"http://{ADDRESS}:{listening.getsockname()[1]}/"
        told(f"{path} is shown at {url} and follows every save. Ctrl-C ends it.")
        if opened:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        config = uvicorn.Config(application(preview), log_config=None, access_log=False, ws="none", lifespan="on")
        _Server(config, preview).run(sockets=[listening])


def listen(port: int | None) -> socket.socket:
    """Return a socket that listens on a port of this machine; by default on PORT, or where that is taken on any."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let two servers share one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        _bind(listening, port)
    except (OSError, OverflowError) as error:
        listening.close()
        raise SceneError(f"Port {port} is taken, or not yours to use; choose another with --port.") from error
    listening.listen()
    return listening


def _bind(listening: socket.socket, port: int | None) -> None:
    if port is not None:
        listening.bind((ADDRESS, port))
        return
    try:
        listening.bind((ADDRESS, PORT))
    except OSError:
        listening.bind((ADDRESS, 0))
