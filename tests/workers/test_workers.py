"""A film has the same bytes whoever makes its segments, and whatever becomes of those who do."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from gdanim.encode.gif import Gif
from gdanim.encode.video import H264, Video
from gdanim.errors import RenderError, SceneError
from gdanim.pipeline import render
from gdanim.scene import Scene, load_scenes
from gdanim.store import Store
from gdanim.workers import executors, processes, segments, studio
from gdanim.workers.executors import cluster
from gdanim.workers.segments import Production

NAMES = ("film.gif", "film.mp4", "film.png")

SCENE = """
import multiprocessing
import os
from dataclasses import dataclass
from pathlib import Path

from gdanim import Contour, GradientDescent, Objective, Run, Scene
from beside import step


@dataclass(frozen=True)
class Slow:
    learning_rate: float

    def init(self, x):
        return None

    def step(self, f, x, state, learning_rate):
        return step(f, x, learning_rate), None


@dataclass(frozen=True)
class Deadly(Contour):
    scar: str = ""
    lives: int = 0

    def draw(self, figure, box, show):
        update = super().draw(figure, box, show)

        def fatal(position):
            scar = Path(self.scar)
            if os.getpid() != PARENT and int(position) == 12 and len(scar.read_text()) < self.lives:
                scar.write_text(scar.read_text() + ".")
                os.kill(os.getpid(), 9)
            return update(position)

        return fatal if self.scar else update


PARENT = os.getpid()
bowl = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)], minima=[(0, 0)])
runs = [Run(Slow(0.05), (1.5, 1)), Run(GradientDescent(0.1), (-1.5, 1))]
scene = Scene("Two ways", bowl, runs, [Deadly()], steps=20, size=(320, 180), fps=10)
"""

BESIDE = """
def step(f, x, learning_rate):
    return x - learning_rate * f.gradient(x)
"""


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "LONGEST", 30)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Return a scene with an optimizer and a panel that only its file knows, and a module beside it."""
    folder = tmp_path_factory.mktemp("scene")
    (folder / "scene.py").write_text(SCENE)
    (folder / "beside.py").write_text(BESIDE)
    return load_scenes(folder / "scene.py")["scene"]


@pytest.fixture(scope="module")
def alone(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the films as this process makes them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(segments, "LONGEST", 30)
        return made(scene, tmp_path_factory.mktemp("alone"))


def made(scene: Scene, folder: Path, *, names: Iterable[str] = NAMES, **options: object) -> dict[str, bytes]:
    """Return the bytes of every file that is rendered."""
    render(scene, *(folder / name for name in names), **options)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def deadly(scene: Scene, folder: Path, lives: int) -> Scene:
    """Return the scene with a drawing that ends `lives` processes; it is only the panel's type that is not shown."""
    (folder / "scar").write_text("")
    [panel] = scene.panels
    return scene.with_(panels=[type(panel)(scar=str(folder / "scar"), lives=lives)])


def test_a_film_is_cut_where_its_length_says() -> None:
    formats = [Video(H264, "standard"), Gif()]
    assert segments.cut(1, formats) == [range(1)]
    assert segments.cut(31, formats) == [range(15), range(15, 31)]
    assert segments.cut(61, formats) == [range(15), range(15, 30), range(30, 45), range(45, 61)]


@pytest.mark.parametrize("shortest", [1, 7, 81])
def test_where_a_gif_is_cut_is_not_seen_in_its_bytes(
    shortest: int, scene: Scene, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segments, "SEAMLESS", shortest)
    assert made(scene, tmp_path, names=["film.gif"]) == {"film.gif": alone["film.gif"]}


@pytest.mark.parametrize("jobs", [2, 3])
def test_the_number_of_processes_is_not_seen_in_the_bytes(
    jobs: int, scene: Scene, alone: dict[str, bytes], tmp_path: Path
) -> None:
    assert made(scene, tmp_path, jobs=jobs) == alone


def test_an_executor_of_threads_makes_the_same_film(scene: Scene, alone: dict[str, bytes], tmp_path: Path) -> None:
    told = []
    with ThreadPoolExecutor(2) as executor:
        assert made(scene, tmp_path, executor=executor, progress=lambda done, _: told.append(done)) == alone
    assert told == sorted(told)
    assert told[-1] == 81


def test_a_segment_is_kept_when_it_is_coded_though_one_before_it_is_not(
    scene: Scene, alone: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, folder = Store(tmp_path_factory.mktemp("store")), tmp_path_factory.mktemp("films")
    perform, kept_before = studio.perform, []

    def waits_for_the_others(parcel: bytes, task: object, details: tuple[object, ...]) -> object:
        if task is studio.code and details[2].start == 0:
            end = time.monotonic() + 20
            while not store.entries() and time.monotonic() < end:
                time.sleep(0.01)
            kept_before.append(len(store.entries()))
        return perform(parcel, task, details)

    monkeypatch.setattr(studio, "perform", waits_for_the_others)
    with ThreadPoolExecutor(2) as executor:
        assert made(scene, folder, executor=executor, store=store) == alone
    assert kept_before > [0]


def test_a_segment_whose_process_is_killed_is_made_again(
    scene: Scene, alone: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    scarred, folder = tmp_path_factory.mktemp("scar"), tmp_path_factory.mktemp("films")
    assert made(deadly(scene, scarred, lives=1), folder, jobs=2) == alone
    assert (scarred / "scar").read_text() == "."


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("film.mp4", r"^Two ways: drawings \d+ to \d+ ended each of the 3 processes"),
        ("film.gif", r"^Two ways: a sample of its drawings ended each of the 3 processes"),
    ],
)
def test_what_ends_every_process_is_named_and_the_old_film_stays(
    name: str, told: str, scene: Scene, tmp_path_factory: pytest.TempPathFactory
) -> None:
    scarred, folder = tmp_path_factory.mktemp("scar"), tmp_path_factory.mktemp("films")
    (folder / name).write_bytes(b"old")
    with pytest.raises(RenderError, match=told):
        made(deadly(scene, scarred, lives=9), folder, names=[name], jobs=2)
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [(name, b"old")]
    assert (scarred / "scar").read_text() == "..."


def test_what_a_worker_refuses_is_told_as_it_would_be_here(scene: Scene, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise SceneError("not this one")

    with ThreadPoolExecutor(1) as executor, pytest.MonkeyPatch.context() as patch:
        patch.setattr(studio, "code", refuse)
        with pytest.raises(SceneError, match="not this one"):
            made(scene, tmp_path, executor=executor)
    assert not list(tmp_path.iterdir())


def test_a_cluster_makes_the_same_film_though_it_loses_a_worker(
    scene: Scene, alone: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    distributed = pytest.importorskip("distributed")
    scarred, folder = tmp_path_factory.mktemp("scar"), tmp_path_factory.mktemp("films")
    options = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": 50}
    with distributed.LocalCluster(**options) as local, cluster(local.scheduler_address) as executor:
        assert made(deadly(scene, scarred, lives=1), folder, executor=executor) == alone
    assert (scarred / "scar").read_text() == "."


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors, "PATIENCE", 0.2)
    told = r"No Dask scheduler answers at tcp://127\.0\.0\.1:9"
    with pytest.raises(RenderError, match=told), cluster("tcp://127.0.0.1:9"):
        pass


INTERRUPTED = """
import sys
from pathlib import Path
from gdanim.workers import segments
from gdanim.pipeline import render
from gdanim.scene import load_scenes

segments.LONGEST = 30
scene = load_scenes(sys.argv[1])["scene"].with_(fps=30, size=(1280, 720))
render(scene, Path(sys.argv[2]) / "film.mp4", jobs=2, progress=lambda *_: print("drawn", flush=True))
"""


@pytest.fixture
def rendering(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    """Start a render by two processes in a group of its own, and wait until segments are coming in."""
    program, folder = tmp_path / "program.py", tmp_path / "scene"
    program.write_text(INTERRUPTED)
    folder.mkdir()
    (folder / "scene.py").write_text(SCENE)
    (folder / "beside.py").write_text(BESIDE)
    (tmp_path / "films").mkdir()
    command = [sys.executable, program, folder / "scene.py", tmp_path / "films"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "drawn\n"
        yield process


@pytest.mark.skipif(sys.platform == "win32", reason="groups of processes are a POSIX notion")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_an_interrupt_ends_all_processes_and_leaves_no_file(
    number: signal.Signals, rendering: subprocess.Popen[str], tmp_path: Path
) -> None:
    os.kill(rendering.pid, number)
    rendering.wait(timeout=10)
    for _ in range(100):
        if not group_lives(rendering.pid):
            break
        time.sleep(0.05)
    assert not group_lives(rendering.pid)
    if number == signal.SIGINT:
        assert not list((tmp_path / "films").iterdir())


def group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


UNGUARDED = """
import sys
from gdanim import render
from gdanim.workers import segments

segments.LONGEST = segments.SEAMLESS = 30
print("run")
render(scene, *sys.argv[2:], jobs=int(sys.argv[1]))
"""


def test_a_program_of_a_few_lines_is_run_once_though_others_draw(tmp_path: Path) -> None:
    """It need not keep apart what only its first process is to do, and its own classes go along."""
    (tmp_path / "program.py").write_text(SCENE + UNGUARDED)
    (tmp_path / "beside.py").write_text(BESIDE)
    for jobs in "12":
        command = [sys.executable, "program.py", jobs, f"{jobs}.gif", f"{jobs}.mp4"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, done.stdout, done.stderr) == (0, "run\n", "")
    for suffix in ("gif", "mp4"):
        assert (tmp_path / f"2.{suffix}").read_bytes() == (tmp_path / f"1.{suffix}").read_bytes()


POOLED = """
import multiprocessing
from gdanim import render
from gdanim.workers import segments, studio

segments.LONGEST = segments.SEAMLESS = 30
studio.START = 0.0

def film(name):
    [film] = render(scene, name)
    return film.frames

[first] = render(scene, "first.mp4")
with multiprocessing.get_context("fork").Pool(1) as pool:
    assert pool.apply(film, ("second.mp4",)) == first.frames
"""


@pytest.mark.skipif(not processes.SPLITS, reason="a process is copied where processes are split off")
def test_where_a_process_may_begin_no_other_the_film_is_made_in_it(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(SCENE + POOLED)
    (tmp_path / "beside.py").write_text(BESIDE)
    done = subprocess.run([sys.executable, "program.py"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "first.mp4").read_bytes() == (tmp_path / "second.mp4").read_bytes()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> None:
    if not processes.SPLITS:
        pytest.skip("processes are split off on Linux alone")
    monkeypatch.setattr(processes, "_begun", None)
    processes.begin()


@pytest.mark.usefixtures("begun")
def test_where_processes_are_begun_they_make_the_film(
    scene: Scene, alone: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Production, "stage", lambda _: pytest.fail("a stage was set here"))
    assert made(scene, tmp_path, jobs=None) == alone


@pytest.mark.usefixtures("begun")
def test_a_scene_that_cannot_be_sent_stays_here_unless_more_processes_are_asked_for(
    scene: Scene, alone: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    [panel] = scene.panels
    scene = scene.with_(panels=[replace(panel, lives=threading.Lock())])
    assert made(scene, tmp_path_factory.mktemp("here"), jobs=None) == alone
    with pytest.raises(SceneError, match="Two ways: this scene cannot be sent to another process"):
        made(scene, tmp_path_factory.mktemp("sent"), jobs=2)


def test_where_there_are_no_semaphores_a_film_is_made_here(
    scene: Scene, alone: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no semaphores")

    monkeypatch.setattr(processes, "_affordable", processes._affordable.__wrapped__)
    monkeypatch.setattr(multiprocessing.get_context("spawn"), "Lock", refuse, raising=False)
    monkeypatch.setattr(processes, "_begun", None)
    processes.begin()
    assert not processes.is_begun()
    assert made(scene, tmp_path_factory.mktemp("films"), jobs=None) == alone
    monkeypatch.setattr(multiprocessing.get_context("forkserver"), "Value", refuse, raising=False)
    with pytest.raises(RenderError, match="No process could be begun: no semaphores"):
        made(scene, tmp_path_factory.mktemp("none"), jobs=2)
