"""S1: the live page's server answers its own page on this machine, a hundred times at once, and nobody else."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gdanim.preview.desk import Desk
from gdanim.preview.news import News
from gdanim.preview.server import PAGE, listen, server_of

SCENE = """
from gdanim import Contour, GradientDescent, Objective, Run, Scene

bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)])
scene = Scene("A bowl", bowl, Run(GradientDescent(0.1), (1.5, 1)), Contour(), steps=4, size=(480, 270))
"""
SECRET = b"a word that no page may see"

ASCENTS = ("..", "%2e%2e", "%2E.", "..%2f..", "%252e%252e", "..%5c..", "....", "%c0%ae%c0%ae", ".%00.", "")
"""Ways to write the folder above, and some that were once read as one."""

CLIENTS = 100
PATIENCE = 60.0


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put a file beside the scene that is shown."""
    path = tmp_path_factory.mktemp("scenes") / "secret.txt"
    path.write_bytes(SECRET)
    path.with_name("scene.py").write_text(SCENE, "utf-8")
    return path


@pytest.fixture(scope="module")
def port(secret: Path) -> Iterator[int]:
    """Serve the page of a scene."""
    desk = Desk(secret.with_name("scene.py"))
    news = News(desk)
    server = server_of(desk, news)
    with listen(0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        news.close()
        server.should_exit = True
        thread.join()


def ask(port: int, path: str, *, method: str = "GET", body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    """Return the status of an answer and its body; a path is sent to the letter."""
    fields = {"Host": f"127.0.0.1:{port}", "Connection": "close", "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in fields.items())]
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        answer = b"".join(iter(lambda: connection.recv(2**16), b""))
    head, _, content = answer.partition(b"\r\n\r\n")
    return int(head.split(maxsplit=2)[1]), content


def paths_elsewhere(secret: Path) -> list[str]:
    """Return paths to the secret file, from the roots of all that is given out."""
    under = ("", "/film", "/film/x", "/changes", "/style.css", "/preview/page", "/fonts")
    ascents = ["/".join([ascent] * depth) for ascent in ASCENTS for depth in (1, 2, 8)]
    ends = (secret.name, secret.as_posix().lstrip("/"), "scene.py")
    return [f"{root}/{ascent}/{end}" for root in under for ascent in ascents for end in ends] + [
        f"/{secret.name}", secret.as_posix(), f"/{secret.as_uri()}", f"/{secret.name}%00.png", "/film/x/scene.py.png",
    ]  # fmt: skip


def test_no_path_leads_to_a_file(port: int, secret: Path, report: Callable[[str, str], None]) -> None:
    paths = paths_elsewhere(secret)
    with ThreadPoolExecutor(8) as clients:
        answers = list(clients.map(lambda path: ask(port, path), paths))
    for path, (status, content) in zip(paths, answers, strict=True):
        assert status in (400, 404), path
        assert SECRET not in content
        assert b"GradientDescent" not in content
    report("S1, paths", f"{len(paths)} paths: none served")


HEADERS = [
    *({"Host": host} for host in ("evil.example", "127.0.0.1.evil.example", "evil.example:80", "[::1]", "0.0.0.0", "")),
    *({"Origin": origin} for origin in ("http://evil.example", "null", "https://127.0.0.1", "http://localhost:1")),
    *({"Sec_Fetch_Site": site} for site in ("cross-site", "same-site", "anything")),
]


def test_other_hosts_and_origins_are_refused(port: int, report: Callable[[str, str], None]) -> None:
    body = json.dumps({"scene": "scene"}).encode()
    for headers in HEADERS:
        for path in ("/", "/page.js", "/changes", "/film/x/0.png"):
            assert ask(port, path, **headers)[0] in (400, 403), (path, headers)
        for path in ("/film", "/paths", "/program"):
            told = ask(port, path, method="POST", body=body, Content_Type="application/json", **headers)
            assert told[0] in (400, 403), (path, headers)
    report("S1, headers", f"{len(HEADERS)} refused, on 7 paths each")


def test_only_this_machine_is_listened_to(port: int) -> None:
    with listen(0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # nothing is sent; it tells by which address this machine would send
        outward = probe.getsockname()[0]
    if not outward.startswith("127."):
        with pytest.raises(OSError):
            socket.create_connection((outward, port), timeout=PATIENCE)


def test_a_hundred_clients_are_answered_at_once(port: int, report: Callable[[str, str], None]) -> None:
    body = json.dumps({"scene": "scene"}).encode()
    met = threading.Barrier(CLIENTS)

    def visit(number: int) -> list[int]:
        met.wait(PATIENCE)
        if number % 2:
            return [ask(port, path)[0] for path in PAGE]
        status, content = ask(port, "/film", method="POST", body=body, Content_Type="application/json")
        return [status, ask(port, f"/film/{json.loads(content)['film']}/0.png")[0]]

    waiting = [socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) for _ in range(CLIENTS)]
    for page in waiting:
        page.sendall(f"GET /changes HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    with ThreadPoolExecutor(CLIENTS) as clients:
        statuses = list(clients.map(visit, range(CLIENTS)))
    assert {status for told in statuses for status in told} == {200}
    for page in waiting:
        assert page.recv(20).startswith(b"HTTP/1.1 200")
        page.close()
    report("S1, clients", f"{CLIENTS} at once beside {CLIENTS} open pages: all answered")
