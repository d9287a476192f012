"""One scene in every format, decoded and played by programs that wrote none: FFmpeg's prober, gifsicle, Chromium.

Those that are not installed are skipped.
"""

from __future__ import annotations

import base64
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from gdanim import Contour, GradientDescent, Objective, Run, Scene
from gdanim.clock import clock_for
from gdanim.embed import snippet
from gdanim.pipeline import render
from gdanim.provenance import inspect

FFPROBE = shutil.which("ffprobe")
GIFSICLE = shutil.which("gifsicle")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

PICTURES = {"gif": "image/gif", "webp": "image/webp", "apng": "image/png", "avif": "image/avif"}
PLAYERS = {
    "mp4": '<video src="{}" autoplay muted loop></video>',
    "webm": '<video src="{}" autoplay muted loop></video>',
    "html": '<iframe src="{}" width="400" height="240"></iframe>',
}
DECODE = """async ([type, film]) => {
  const data = Uint8Array.from(atob(film), (letter) => letter.charCodeAt(0));
  const decoder = new ImageDecoder({ type, data });
  await decoder.tracks.ready;
  await decoder.completed;
  const { frameCount, repetitionCount } = decoder.tracks.selectedTrack;
  const found = { forever: repetitionCount === Infinity, microseconds: [], digests: [] };
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    const pixels = new Uint8Array(image.allocationSize());
    await image.copyTo(pixels);
    found.microseconds.push(image.duration);
    found.digests.push(new Uint8Array(await crypto.subtle.digest("SHA-256", pixels)).join());
    image.close();
  }
  return found;
}"""
BOWL = Objective("x**2 + 3*y**2", domain=[(-2, 2), (-2, 2)])
SCENE = Scene(
    "A bowl", BOWL, [Run(GradientDescent(0.1), (1, 1))], [Contour()], steps=6, size=(321, 181), fps=10, hold=0.5
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    render(SCENE, *(folder / f"bowl.{kind}" for kind in PICTURES | PLAYERS))
    return folder


@pytest.fixture(scope="module")
def periods() -> int:
    """The length of the film in frame periods."""
    return int(clock_for(SCENE, SCENE.descend()).durations.sum())


def probed(film: Path) -> dict[str, Any]:
    """Return what ffprobe finds in the first stream, every frame of it decoded."""
    done = subprocess.run(
        [str(FFPROBE), "-v", "error", "-count_frames", "-show_streams", "-of", "json", f"file:{film}"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert not done.stderr
    [stream] = json.loads(done.stdout)["streams"]
    return stream


@pytest.mark.skipif(FFPROBE is None, reason="ffprobe is not installed")
@pytest.mark.parametrize(("kind", "codec"), [("mp4", "h264"), ("webm", "vp9")])
def test_a_video_is_what_slides_and_browsers_play(kind: str, codec: str, folder: Path, periods: int) -> None:
    stream = probed(folder / f"bowl.{kind}")
    assert (stream["codec_name"], stream["pix_fmt"]) == (codec, "yuv420p")
    assert (stream["color_space"], stream["color_range"]) == ("bt709", "tv")
    assert int(stream["nb_read_frames"]) == periods
    assert Fraction(stream["avg_frame_rate"]) == SCENE.fps


@pytest.mark.skipif(FFPROBE is None, reason="ffprobe is not installed")
@pytest.mark.parametrize("kind", ["gif", "apng", "mp4", "webm"])
def test_an_odd_canvas_grows_by_one_and_is_not_scaled(kind: str, folder: Path) -> None:
    stream = probed(folder / f"bowl.{kind}")
    assert (stream["width"], stream["height"]) == (322, 182)
    assert stream.get("sample_aspect_ratio", "1:1") == "1:1"


@pytest.mark.skipif(FFPROBE is None, reason="ffprobe is not installed")
@pytest.mark.parametrize("kind", ["gif", "apng"])
def test_a_picture_holds_every_drawing_once(kind: str, folder: Path) -> None:
    drawings = len(clock_for(SCENE, SCENE.descend()))
    assert int(probed(folder / f"bowl.{kind}")["nb_read_frames"]) >= drawings


@pytest.mark.skipif(GIFSICLE is None, reason="gifsicle is not installed")
def test_gifsicle_reads_the_time_and_the_loop(folder: Path, periods: int) -> None:
    told = subprocess.run(
        [str(GIFSICLE), "--info", str(folder / "bowl.gif")], capture_output=True, text=True, check=True
    )
    assert not told.stderr
    assert "loop forever" in told.stdout
    delays = [round(100 * float(seconds)) for seconds in re.findall(r"delay ([\d.]+)s", told.stdout)]
    assert len(delays) == len(clock_for(SCENE, SCENE.descend()))
    assert abs(sum(delays) - 100 * periods / SCENE.fps) <= 1
    assert min(delays) >= 2


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as run:
        browser = run.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(folder: Path, browser: Any) -> Iterator[Any]:
    """An empty page of Chromium beside the films."""
    (folder / "page.html").write_text("<!doctype html><title>Film</title>", "utf-8")
    with browser.new_page(viewport={"width": 500, "height": 400}) as page:
        page.goto((folder / "page.html").as_uri())
        yield page


@pytest.mark.browser
@pytest.mark.parametrize("kind", PICTURES)
def test_chromium_decodes_every_drawing_and_its_time(kind: str, folder: Path, page: Any, periods: int) -> None:
    film = base64.b64encode((folder / f"bowl.{kind}").read_bytes()).decode()
    decoded = page.evaluate(DECODE, [PICTURES[kind], film])
    assert decoded["forever"]
    assert sum(decoded["microseconds"]) * SCENE.fps == periods * 1_000_000
    assert len(set(decoded["digests"])) == len(clock_for(SCENE, SCENE.descend()))


@pytest.mark.browser
@pytest.mark.parametrize("kind", PLAYERS)
def test_chromium_plays_it(kind: str, page: Any) -> None:
    """What it shows changes, more often than it would while it loads."""
    page.evaluate("element => { document.body.innerHTML = element }", PLAYERS[kind].format(f"bowl.{kind}"))
    seen: set[bytes] = set()
    for _ in range(500):
        seen.add(page.locator("body > *").screenshot())
        if len(seen) == 5:
            return
    pytest.fail("it stands still")


@pytest.fixture(scope="module")
def snippets(folder: Path) -> str:
    """The address of a page of what is to be pasted for a video and a picture, with poster and dark twins."""
    render(SCENE, folder / "bowl.png")
    render(SCENE.with_(theme="dark"), folder / "bowl-dark.mp4", folder / "bowl-dark.webm", folder / "bowl-dark.gif")
    pasted = (snippet(folder / name, inspect(folder / name), "html", name) for name in ("bowl.mp4", "bowl.gif"))
    (folder / "snippets.html").write_text(f"<!doctype html><title>Films</title>{''.join(pasted)}", "utf-8")
    return (folder / "snippets.html").as_uri()


@pytest.mark.browser
@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_pasted_heeds_the_readers_wishes(motion: str, scheme: str, snippets: str, browser: Any) -> None:
    with browser.new_context(reduced_motion=motion, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(snippets)
        page.wait_for_function("document.querySelector('video').readyState === 4")
        calm, dark = motion == "reduce", "-dark" if scheme == "dark" else ""
        page.wait_for_function(f"document.querySelector('video').currentTime {'== 0' if calm else '> 0.2'}")
        assert page.evaluate("document.querySelector('video').paused") is calm
        assert page.evaluate("document.querySelector('video').currentSrc").endswith(f"bowl{dark}.webm")
        shown = page.evaluate("document.querySelector('img').currentSrc")
        assert shown.endswith("bowl.png" if calm else f"bowl{dark}.gif")
