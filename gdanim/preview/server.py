"""The server of the page: routes, and a socket that this machine alone can reach."""

from __future__ import annotations

import asyncio
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
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from gdanim.errors import GdanimError, SceneError, error_text
from gdanim.preview.answers import Answers
from gdanim.preview.desk import Desk
from gdanim.preview.guards import ADDRESS, GUARDS
from gdanim.preview.news import News
from gdanim.scene.mistakes import explained

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

MOST_ASKED = 100_000
"""Bytes of a question; one about eight runs takes about a thousand."""

KEPT = "private, max-age=3600, immutable"
"""How long a browser may keep a drawing: it never changes under its name."""


def application(desk: Desk, news: News) -> Starlette:
    """Return the page and its answers as an ASGI application."""
    answers = Answers(desk)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        stop = asyncio.Event()
        await run_in_threadpool(news.load)
        watching = asyncio.create_task(news.watch(stop))
        yield
        stop.set()
        await watching

    async def changes(_: Request) -> Response:
        return StreamingResponse(news.stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    questions = {"/film": answers.film, "/paths": answers.paths, "/program": answers.program}
    routes = [
        *(Route(path, partial(_page_file, *where)) for path, where in PAGE.items()),
        *(Route(path, partial(_answer, ask, desk.path), methods=["POST"]) for path, ask in questions.items()),
        Route("/film/{film}/{which}.png", partial(_drawing, answers)),
        Route("/changes", changes),
    ]
    return Starlette(routes=routes, middleware=GUARDS, lifespan=lifespan)


async def _page_file(name: str, kind: str, _: Request) -> Response:
    return Response((files("gdanim") / name).read_bytes(), media_type=kind, headers={"Cache-Control": "no-cache"})


async def _drawing(answers: Answers, request: Request) -> Response:
    made = await run_in_threadpool(answers.films.drawing, request.path_params["film"], request.path_params["which"])
    if made is None:
        return PlainTextResponse("There is no such drawing.", 404)
    return Response(made, media_type="image/png", headers={"Cache-Control": KEPT})


async def _answer(ask: Callable[[dict[str, Any]], Any], path: Path, request: Request) -> Response:
    """Answer a question about a scene; whatever is wrong with it, the author's own rules too, is told as elsewhere."""
    if request.headers.get("content-type") != "application/json":
        return PlainTextResponse("Ask in JSON.", 415)
    if int(request.headers.get("content-length", MOST_ASKED)) >= MOST_ASKED:
        return PlainTextResponse("That is too much.", 413)
    try:
        return JSONResponse(await run_in_threadpool(ask, await request.json()))
    except GdanimError as error:
        return JSONResponse({"error": error_text(error)}, 422)
    except Exception as error:
        return JSONResponse({"error": error_text(explained(error, str(path)))}, 422)


class _Server(uvicorn.Server):
    """Sends waiting pages away before it ends: each holds a connection open."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self.news = news

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End, told by a signal."""
        self.news.close()
        super().handle_exit(sig, frame)


def serve(path: Path, wanted: str, port: int | None, told: Callable[[str], None], *, opened: bool) -> None:
    """Serve the page of a scene file until interrupted; SceneError where the port is taken."""
    desk = Desk(path)
    news = News(desk, wanted, told)
    with listen(port) as listening:
        url = f"http://{ADDRESS}:{listening.getsockname()[1]}/"
        told(f"{path} is shown at {url} and follows every save. Ctrl-C ends it.")
        if opened:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        server_of(desk, news).run(sockets=[listening])


def server_of(desk: Desk, news: News) -> uvicorn.Server:
    """Return the server of a page, silent and ready to run."""
    return _Server(uvicorn.Config(application(desk, news), log_config=None, access_log=False, ws="none"), news)


def listen(port: int | None) -> socket.socket:
    """Return a socket that listens on a port of this machine; by default on PORT, or where that is taken on any."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if sys.platform != "win32":  # there it would let two servers share one port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        _bind(listening, port)
    except OSError as error:
        listening.close()
        sentence = f"Port {port} is taken, or not yours to use; choose another with --port."
        raise SceneError(sentence) from error
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
