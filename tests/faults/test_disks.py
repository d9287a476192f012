"""F3, F4: where a disk is full, or takes no film, that is told in a sentence; the old film stays, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from old_films import ALL_FORMATS, SCENE, Bytes, films, leftovers, outputs, words

from gdanim.encode import check_target
from gdanim.errors import SceneError
from gdanim.store import Store

MOVING = ("gif", "mp4", "webm", "webp", "apng", "avif", "html")
LONG = "from gdanim.workers import segments\n\nsegments.LONGEST = segments.SEAMLESS = 2\n" + SCENE
"""The scene as a film of several segments, which are kept."""

PAGE = 4096
"""Bytes of which a disk in memory gives a whole number."""


@contextmanager
def mounted(*options: str) -> Iterator[Path]:
    """Give a disk in memory, which stands apart from the folders that pytest clears away."""
    with TemporaryDirectory() as place:
        mount = shutil.which("mount")
        if (
            not mount
            or subprocess.run([mount, "-t", "tmpfs", *options, "tmpfs", place], capture_output=True).returncode
        ):
            pytest.skip("disks cannot be mounted here; files that may not grow are tested instead")
        try:
            yield Path(place)
        finally:
            subprocess.run(["umount", "-l", place], check=True)


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk of its own, of 256 kB, which no process that is just ending holds a file on."""
    with mounted("-o", "size=256k") as place:
        yield place


@contextmanager
def nearly_full(disk: Path, room: int) -> Iterator[None]:
    """Leave a disk so many bytes, and clear it in the end."""
    free = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
    (disk / "filler").write_bytes(bytes(max(0, free - room // PAGE * PAGE)))
    try:
        yield
    finally:
        for path in disk.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def told(folder: Path) -> str:
    """Return the one sentence that a command has printed."""
    text = (folder / "log.txt").read_text()
    assert len(text.splitlines()) == 1, text
    return text


@pytest.mark.parametrize("name", ALL_FORMATS)
def test_a_file_that_may_not_grow_leaves_the_old_film(
    name: str, folder: Path, made: tuple[Bytes, Bytes, float], command_line: Any
) -> None:
    most = len(made[1][f"film.{name}"]) // 2
    assert command_line.run(folder, *words((name,)), RLIMIT_FSIZE=most) == 1
    assert f"film.{name}" in told(folder)
    assert films(folder) == made[0]
    assert leftovers(folder) == []


@pytest.mark.parametrize("name", ALL_FORMATS[:-2])  # the tables are smaller than a disk's unit
def test_a_full_disk_is_told_with_what_it_lacks(
    name: str, disk: Path, made: tuple[Bytes, Bytes, float], command_line: Any, report: Callable[[str, str], None]
) -> None:
    (disk / "scene.py").write_text(SCENE)
    (disk / "log.txt").write_bytes(bytes(PAGE))
    old = disk / f"film.{name}"
    old.write_bytes(b"old film")
    with nearly_full(disk, len(made[1][f"film.{name}"]) // 2):
        assert command_line.run(disk, *words((name,))) == 1
        assert f"film.{name}" in told(disk)
        assert "needs more than" in told(disk)
        assert old.read_bytes() == b"old film"
        assert leftovers(disk) == ["filler"]
    report("F3", f"{len(ALL_FORMATS) - 2} formats: one sentence with path and need, the old film, nothing left")


@pytest.fixture(scope="module")
def long_films(tmp_path_factory: pytest.TempPathFactory, command_lines: list[Any]) -> Bytes:
    """Films of several segments, as they are made without a store."""
    folder = tmp_path_factory.mktemp("long")
    (folder / "scene.py").write_text(LONG)
    assert command_lines[0].run(folder, *words(MOVING, "--no-cache")) == 0
    return films(folder)


@pytest.fixture
def long_scene(tmp_path: Path) -> Path:
    """A folder with their scene alone."""
    (tmp_path / "scene.py").write_text(LONG)
    return tmp_path


@pytest.mark.parametrize("name", MOVING)
def test_a_full_disk_beside_a_store_that_has_room_leaves_the_old_film(
    name: str, disk: Path, long_scene: Path, long_films: Bytes, command_line: Any, report: Callable[[str, str], None]
) -> None:
    command, target = ("render", "scene.py", "--quiet", *outputs((name,), str(disk))), disk / f"film.{name}"
    target.write_bytes(b"old film")
    with nearly_full(disk, len(long_films[target.name]) // 2):
        assert command_line.run(long_scene, *command) == 1
        assert str(target) in told(long_scene)
        assert "needs more than" in told(long_scene)
        assert target.read_bytes() == b"old film"
        assert leftovers(disk) == ["filler"]
        assert leftovers(long_scene) == ["cache"]
    store = Store(long_scene / "cache/gdanim/segments")
    assert store.entries() == sorted(store.folder.iterdir(), key=store.entries().index) != []
    assert command_line.run(long_scene, *command) == 0
    assert target.read_bytes() == long_films[target.name]
    target.unlink()
    report(
        "F3, film", f"{len(MOVING)} formats: one sentence, the old film; the new one of what is kept once there is room"
    )


@pytest.mark.parametrize("room", [0, 3])
@pytest.mark.parametrize("name", MOVING)
def test_a_store_whose_disk_is_full_is_told_and_the_film_is_made(
    name: str,
    room: int,
    disk: Path,
    long_scene: Path,
    long_films: Bytes,
    command_line: Any,
    report: Callable[[str, str], None],
) -> None:
    (long_scene / "cache").symlink_to(disk)
    with nearly_full(disk, room * PAGE):
        assert command_line.run(long_scene, *words((name,))) == 0
        assert (
            told(long_scene)
            == f"Warning: {long_scene}/cache/gdanim/segments keeps no segments: No space left on device.\n"
        )
        assert films(long_scene) == {f"film.{name}": long_films[f"film.{name}"]}
        assert leftovers(long_scene) == ["cache"]
        assert not list(disk.rglob("*.part"))
    report("F3, store", f"{len(MOVING)} formats: the film is made, a warning names the store, nothing half written")


UNDRAWN = """
from pathlib import Path


class Marked(Contour):
    def draw(self, *_):
        Path("drawn").touch()


scene = scene.with_(panels=[Marked()])
"""


def without_privileges() -> list[str]:
    """Return what makes a command mind permissions, also where it is root's."""
    if os.geteuid():
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write anywhere, and there is no setpriv to take that away")
    return ["setpriv", "--bounding-set=-dac_override"]


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder with an old film, to which nothing may be added."""
    place = tmp_path / "locked"
    place.mkdir()
    (place / "film.gif").write_bytes(b"old film")
    place.chmod(0o555)
    yield place
    place.chmod(0o755)


@pytest.fixture
def protected() -> Iterator[Path]:
    """A disk with an old film that is only read."""
    with mounted() as place:
        (place / "film.gif").write_bytes(b"old film")
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        yield place


@pytest.mark.parametrize(("place", "reason"), [("locked", "Permission denied"), ("protected", "Read-only file system")])
def test_where_nothing_may_be_written_nothing_is_drawn(
    place: str, reason: str, folder: Path, request: pytest.FixtureRequest, report: Callable[[str, str], None]
) -> None:
    target = request.getfixturevalue(place) / "film.gif"
    (folder / "scene.py").write_text(SCENE + UNDRAWN)
    command = [*without_privileges(), sys.executable, "-m", "gdanim", "render", "scene.py", "-o", target]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {target}: no film can be written here: {reason}.\n"
    assert [path.name for path in target.parent.iterdir()] == [target.name]
    assert target.read_bytes() == b"old film"
    assert not (folder / "drawn").exists()
    report("F4, read-only", "refused in one sentence before the first drawing, the old film")


def test_where_no_film_can_be_put_nothing_is_drawn(folder: Path, report: Callable[[str, str], None]) -> None:
    (folder / "here").mkdir()
    slowest = 0.0
    for target in (
        "here",
        "missing/film.gif",
        "/proc/film.gif",
        "/dev/null",
        "/dev/full.gif/film.gif",
        "a" * 300 + ".gif",
    ):
        begin = time.monotonic()
        with pytest.raises(SceneError):
            check_target(folder / target)
        slowest = max(slowest, time.monotonic() - begin)
    assert slowest < 1
    report(
        "F4", f"missing, a folder, a device, a name too long: refused before the first drawing, within {slowest:.3f} s"
    )
