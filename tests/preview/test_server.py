"""The server of the live page: what it answers, and whom."""

from __future__ import annotations

import asyncio
import io
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from starlette.testclient import TestClient

from gdanim import Stage
from gdanim.cli import main
from gdanim.cli.exit_codes import DONE, MISUSED
from gdanim.preview.desk import Desk
from gdanim.preview.news import News
from gdanim.preview.server import PAGE, application
from gdanim.scene import load_scenes


@pytest.fixture
def news(scene_file: Path) -> News:
    return News(Desk(scene_file))


@pytest.fixture
def client(news: News) -> Iterator[TestClient]:
    with TestClient(application(news.desk, news), base_url="http://127.0.0.1:8737") as client:
        yield client


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def test_a_drawing_is_the_stages_own_pixel_for_pixel(client: TestClient, scene_file: Path) -> None:
    facts = client.post("/film", json={"scene": "two"}).json()
    stage = Stage(load_scenes(scene_file)["two"])
    assert len(facts["durations"]) == len(stage)
    for index in (len(stage) - 1, 0, len(stage) // 2):
        shown = pixels(client.get(f"/film/{facts['film']}/{index}.png").content)
        assert np.array_equal(shown, stage.frame(index))


def test_the_ground_is_the_film_without_its_runs(client: TestClient) -> None:
    facts = client.post("/film", json={"scene": "two"}).json()
    ground = pixels(client.get(f"/film/{facts['film']}/ground.png").content)
    drawing = pixels(client.get(f"/film/{facts['film']}/0.png").content)
    differs = (ground != drawing).any(axis=2)
    assert 0 < differs.mean() < 0.2


def test_the_plane_leads_from_data_to_the_pixels_where_a_start_is_drawn(client: TestClient) -> None:
    facts = client.post("/film", json={"scene": "two"}).json()
    [plane] = facts["planes"]
    frame = pixels(client.get(f"/film/{facts['film']}/0.png").content)
    for run in facts["runs"]:
        windows = zip(run["start"], (plane["x"], plane["y"]), strict=True)
        across, up = [(value - low) / (high - low) for value, (low, high) in windows]
        column = round(plane["left"] + across * plane["width"])
        row = round(plane["top"] + (1 - up) * plane["height"])
        colour = np.array([int(run["colour"][k : k + 2], 16) for k in (1, 3, 5)])
        around = frame[row - 8 : row + 9, column - 8 : column + 9].astype(int)
        marked = np.argwhere(np.abs(around - colour).sum(axis=2) < 60)
        assert len(marked) > 10
        assert np.abs(marked.mean(axis=0) - 8).max() < 1


def test_a_scene_of_one_variable_has_no_plane(client: TestClient) -> None:
    facts = client.post("/film", json={"scene": "line"}).json()
    assert facts["planes"] == []
    assert facts["runs"][0]["settings"] == {"learning_rate": 0.2}


def test_losses_are_the_objectives_at_the_steps_that_are_shown(client: TestClient, scene_file: Path) -> None:
    facts = client.post("/film", json={"scene": "two"}).json()
    trajectory = load_scenes(scene_file)["two"].descend()[1]
    steps = np.floor(np.array(facts["positions"]) + 1e-9).astype(int)
    assert facts["runs"][1]["losses"] == pytest.approx(trajectory.values[steps], rel=1e-5)
    assert facts["runs"][1]["outcome"] == trajectory.sentence


def test_live_paths_are_the_descents_of_the_runs_that_are_asked_for(client: TestClient) -> None:
    runs = [{"origin": 0}, {"origin": 1, "start": [1, 0], "settings": {"learning_rate": 0.25}}]
    [path] = client.post("/paths", json={"scene": "two", "runs": runs, "length": 3, "only": [1]}).json()
    assert path["points"] == [[1, 0], [0.5, 0], [0.25, 0], [0.125, 0]]  # x halves at each step
    assert path["value"] == 0.015625


def test_a_run_that_diverges_is_told_without_numbers_that_json_lacks(client: TestClient) -> None:
    runs = [{"origin": 0, "settings": {"learning_rate": 1e9}}]
    answer = client.post("/paths", json={"scene": "two", "runs": runs, "only": [0]})
    assert "diverged" in json.loads(answer.text, parse_constant=pytest.fail)[0]["outcome"]
    answer = client.post("/film", json={"scene": "two", "runs": runs})
    assert "diverged" in json.loads(answer.text, parse_constant=pytest.fail)["runs"][0]["outcome"]


def test_an_unchanged_scene_keeps_its_film(client: TestClient, news: News) -> None:
    first = client.post("/film", json={"scene": "two"}).json()["film"]
    news.desk.path.write_text(news.desk.source.replace("stays", "changes"), "utf-8")
    news.load()
    assert "changes" in news.desk.source
    assert client.post("/film", json={"scene": "two"}).json()["film"] == first
    assert client.post("/film", json={"scene": "two", "length": 5}).json()["film"] != first


def test_a_mistake_by_hand_is_told_as_on_the_terminal(client: TestClient) -> None:
    answer = client.post("/film", json={"scene": "twoo"})
    assert answer.status_code == 422
    assert answer.json()["error"].endswith("has no scene twoo. Did you mean two?")


def test_a_rule_that_fails_while_it_runs_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(
        "from gdanim import Curve, Objective, Run, Scene\n"
        "class Broken:\n"
        "    learning_rate = 0.1\n"
        "    def init(self, x):\n"
        "        return ()\n"
        "    def step(self, f, x, state, learning_rate):\n"
        "        return x / state.velocity, state\n"
        "scene = Scene('Own', Objective('x**2', domain=(-2, 2)), Run(Broken(), 1), [Curve()], steps=4)\n",
        "utf-8",
    )
    desk = Desk(path)
    with TestClient(application(desk, News(desk)), base_url="http://localhost") as client:
        answer = client.post("/film", json={"scene": "scene"})
    assert answer.status_code == 422
    assert answer.json()["error"].startswith(f"{path}:7\n    return x / state.velocity, state")


def test_the_page_is_whole_and_asks_for_nothing_elsewhere(client: TestClient) -> None:
    for path, (_, kind) in PAGE.items():
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(kind)
        if not kind.startswith("font"):
            assert "//" not in answer.text.replace("http://www.w3.org/2000/svg", "").replace("// ", "")


PATHS_ELSEWHERE = ["/bowl.py", "/../bowl.py", "/%2e%2e/bowl.py", "/film/x/0.png", "/film/x/../../bowl.py"]


@pytest.mark.parametrize("path", PATHS_ELSEWHERE)
def test_nothing_else_is_given_out(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:8737", "localhost:8737", "localhost"])
def test_this_machine_may_ask(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8737", ""])
def test_a_name_that_was_bound_to_this_machine_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_page_of_the_browser_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post("/film", json={"scene": "two"}, headers=headers).status_code == 403
    assert client.get("/film/x/0.png", headers=headers).status_code == 403


def test_answers_allow_no_other_page_to_read_them(client: TestClient) -> None:
    headers = client.get("/").headers
    assert not [name for name in headers if name.startswith("access-control")]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_form_of_another_page_cannot_ask(client: TestClient) -> None:
    assert client.post("/film", data={"scene": "two"}).status_code == 415
    assert client.post("/film", content="x" * 200_000, headers={"Content-Type": "application/json"}).status_code == 413


@pytest.mark.parametrize("text", ["{", "[]", '"two"', "{}", "null"])
def test_what_is_no_question_is_no_failure_of_the_server(client: TestClient, text: str) -> None:
    for path in ("/film", "/paths", "/program"):
        answer = client.post(path, content=text, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422


async def _saved(news: News, save: Callable[[], None]) -> list[dict[str, Any]]:
    """Return the news before and after a file is saved in some way."""
    stop = asyncio.Event()
    news.load()
    watching = asyncio.create_task(news.watch(stop))
    stream = news.stream()
    told = [json.loads((await anext(stream)).removeprefix("data: "))]
    await asyncio.sleep(0.3)  # the folder is watched from a thread, which does not say when it begins
    save()
    told.append(json.loads((await asyncio.wait_for(anext(stream), 10)).removeprefix("data: ")))
    stop.set()
    await watching
    return told


def by_writing(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def by_renaming(path: Path, text: str) -> None:
    """Save as vim does: the old file becomes the backup, a new one takes its name."""
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    path.write_text(text, "utf-8")
    backup.unlink()


def by_replacing(path: Path, text: str) -> None:
    """Save as most editors do: a file beside it is moved over it."""
    beside = path.with_name(".bowl.py.tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


@pytest.mark.parametrize("save", [by_writing, by_renaming, by_replacing])
def test_every_way_to_save_is_news(news: News, save: Callable[[Path, str], None]) -> None:
    path = news.desk.path
    text = path.read_text("utf-8").replace("Two runs", "Two other runs")
    before, after = asyncio.run(_saved(news, lambda: save(path, text)))
    assert before["scenes"]["two"] == "Two runs in a bowl"
    assert after["scenes"]["two"] == "Two other runs in a bowl"
    assert not after["error"]


def test_a_broken_save_is_told_with_the_scenes_of_before(news: News) -> None:
    path = news.desk.path
    text = path.read_text("utf-8").replace("Objective(", "Objectiv(", 1)
    before, after = asyncio.run(_saved(news, lambda: by_writing(path, text)))
    assert after["scenes"] == before["scenes"]
    assert "Did you mean Objective?" in after["error"]


def test_ctrl_c_ends_the_preview_quietly_though_a_page_is_open(scene_file: Path) -> None:
    command = [sys.executable, "-m", "gdanim", "preview", str(scene_file), "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        port = int(line.split("127.0.0.1:")[1].split("/")[0])
        with socket.create_connection(("127.0.0.1", port), timeout=20) as page:
            page.sendall(b"GET /changes HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert page.recv(20).startswith(b"HTTP/1.1 200")
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == DONE
        assert process.stderr.read() == ""


def test_a_taken_port_is_one_sentence(scene_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert main(["preview", str(scene_file), "--no-open", "--port", str(port)]) == MISUSED
    assert capsys.readouterr().err == f"Error: Port {port} is taken, or not yours to use; choose another with --port.\n"


def test_a_file_that_is_not_there_is_one_sentence(scene_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preview", str(scene_file.with_name("bowel.py")), "--no-open"]) == MISUSED
    assert capsys.readouterr().err.endswith("Did you mean bowl.py?\n")


def test_a_missing_library_is_one_sentence_that_names_the_extra(
    scene_file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for module in ("gdanim.preview.server", "gdanim.preview.news"):
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert main(["preview", str(scene_file), "--no-open"]) == MISUSED
    told = "Error: preview needs watchfiles; install it with: pip install 'gdanim[preview]'.\n"
    assert capsys.readouterr().err == told
