"""The page that plays a film: its drawings laid by Pillow, and by a browser that scrubs, steps and plays."""

import json
import os
import re
import shutil
import signal
import subprocess
from base64 import b64decode
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from queue import Queue
from threading import Thread

import numpy as np
import pytest
from PIL import Image

from gdanim.encode import Thrift, Timing, carried
from gdanim.errors import RenderError

COUNT = 12
READINGS = tuple(range(0, 10 * COUNT, 10))
TIMING = Timing(50, (2,) * COUNT, readings=READINGS)
ABOUT = {
    "title": "A <disc> & its field",
    "caption": "</script><b>",
    "clock": "evaluations",
    "theme": "dark",
    "runs": [{"label": "A", "method": "Adam", "start": "2", "outcome": "diverged at step 7"}],
}
BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")

DRIVER = """
<script>
(async () => {
  const told = {};
  const until = async (k) => {
    while (screen.dataset.drawing !== String(k) || showing) await new Promise((go) => setTimeout(go, 5));
  };
  const note = (name) => told[name] = [screen.dataset.drawing, reading.textContent, screen.toDataURL("image/png")];
  const press = (key, target = document.body) =>
    target.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true, cancelable: true}));
  await STEPS
  await fetch("/told", {method: "POST", body: JSON.stringify(told)});
})();
</script>
"""


@pytest.fixture
def film(tmp_path, draw, encode):
    """Return the drawings, one of them as the one before it, and the page that plays them."""
    drawings = draw(COUNT)
    drawings[5] = drawings[4]
    path = tmp_path / "film.html"
    return drawings, encode(path, drawings, TIMING, about=json.dumps(ABOUT))


def drawings_of(page):
    """Yield every drawing (height, width, 4) of a page, laid one over the other by Pillow."""
    told = json.loads(re.search(r'id="film">(.*?)</script>', page, re.DOTALL)[1])
    canvas = Image.new("RGBA", tuple(told["size"]))
    for drawing in told["drawings"]:
        if drawing["picture"]:
            change = Image.open(BytesIO(b64decode(drawing["picture"]))).convert("RGBA")
            canvas.alpha_composite(change, (drawing["left"], drawing["top"]))
        yield np.asarray(canvas)


class Stand(BaseHTTPRequestHandler):
    """Hands a page to a browser, and takes what it tells."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(self.server.page.encode())

    def do_POST(self):
        self.server.told.put(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def driven(page, tmp_path, steps, *flags):
    """Return what a browser tells of a page after the steps of a script."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Stand) as server:
        server.page, server.told = page.replace("</body>", DRIVER.replace("STEPS", steps) + "</body>"), Queue()
        Thread(target=server.serve_forever, daemon=True).start()
        command = [
            BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}",
            "--remote-debugging-port=0", *flags, f"http://127.0.0.1:{server.server_port}/",
        ]  # fmt: skip
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, start_new_session=True, **quiet) as browser:
            try:
                return server.told.get(timeout=60)
            finally:
                os.killpg(browser.pid, signal.SIGKILL)
                server.shutdown()


def pixels(address):
    return np.asarray(Image.open(BytesIO(b64decode(address.partition(",")[2]))).convert("RGBA"))


def test_the_page_holds_exactly_what_was_drawn(film):
    drawings, made = film
    shown = list(drawings_of(made.path.read_text("utf-8")))
    assert (made.frames, made.size, made.seconds) == (COUNT, (64, 48), TIMING.seconds)
    for one, other in zip(shown, drawings, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_drawing_holds_only_what_changes(film):
    _, made = film
    told = json.loads(re.search(r'id="film">(.*?)</script>', made.path.read_text("utf-8"), re.DOTALL)[1])
    assert told["drawings"][5]["picture"] == ""
    with Image.open(BytesIO(b64decode(told["drawings"][1]["picture"]))) as change:
        assert change.size[0] < 48
        assert (np.asarray(change.convert("RGBA"))[..., 3] == 0).any()


def test_a_page_of_segments_is_the_page_of_one(tmp_path, draw, encode):
    whole = encode(tmp_path / "whole.html", draw(COUNT), TIMING, about="{}")
    parts = encode(tmp_path / "parts.html", draw(COUNT), TIMING, about="{}", cuts=(3, 4, 9))
    assert parts.path.read_text().replace("parts", "whole") == whole.path.read_text()


class Page(HTMLParser):
    """Collects what has a name for readers of screens, and every address."""

    def __init__(self, text):
        super().__init__()
        self.labels, self.addresses, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.labels += [attrs["aria-label"]] if "aria-label" in attrs else []
        self.addresses += [attrs[name] for name in ("src", "href") if name in attrs]

    def handle_data(self, data):
        self.text += data


def test_the_page_is_one_file_with_names_for_all_and_the_fates_of_the_runs(film):
    page = Page(film[1].path.read_text("utf-8"))
    assert not page.addresses
    assert {"Play", "One drawing back", "One drawing forward", "Place in the film"} <= set(page.labels)
    alt = "Animation: A <disc> & its field. </script><b> A (Adam from 2) diverged at step 7."
    assert alt in page.labels
    assert "How the runs ended" in page.text and "diverged at step 7" in page.text


def test_the_page_carries_what_it_is_made_from_and_cannot_be_broken_by_it(film):
    assert json.loads(carried(film[1].path)) == ABOUT
    assert film[1].path.read_text("utf-8").count("</script>") == 3


def test_the_same_drawings_give_the_same_bytes(tmp_path, draw, encode):
    path = tmp_path / "film.html"
    one, other = (encode(path, draw(COUNT), TIMING).path.read_bytes() for _ in range(2))
    assert one == other


def test_fewer_colours_are_fewer_bytes(tmp_path, draw, encode):
    full = encode(tmp_path / "full.html", draw(COUNT), TIMING)
    thrifty = encode(tmp_path / "thrifty.html", draw(COUNT), TIMING, thrift=Thrift(colours=4))
    assert thrifty.bytes < full.bytes
    assert all(len(np.unique(shown.reshape(-1, 4), axis=0)) <= 4 for shown in drawings_of(thrifty.path.read_text()))


def test_a_page_that_does_not_read_back_is_refused(tmp_path, draw, encode, monkeypatch):
    (tmp_path / "film.html").write_text("old")
    monkeypatch.setattr("gdanim.encode.player._webp", _lossy)
    with pytest.raises(RenderError, match=r"film\.html: drawing 0 does not read back as what was drawn"):
        encode(tmp_path / "film.html", draw(COUNT), TIMING)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("film.html", "old")]


def _lossy(pixels):
    content = BytesIO()
    Image.fromarray(pixels).save(content, "WEBP", quality=1)
    return content.getvalue()


@pytest.mark.browser
@needs_browser
def test_a_browser_shows_the_very_drawing_it_is_scrubbed_and_stepped_to(film, tmp_path):
    drawings, made = film
    told = driven(
        made.path.read_text("utf-8"),
        tmp_path,
        """until(11);
        for (const k of [7, 3, 11, 0]) {
          place.value = k; place.dispatchEvent(new Event("input")); await until(k); note(k);
        }
        for (const _ of "12345") press("ArrowRight");
        await until(5); note("stepped");
        press("ArrowLeft"); await until(4); note("back");
        press("End"); await until(11); note("end");
        press("ArrowRight"); await until(11); note("beyond");
        press("Home"); await until(0); note("home");
        """,
        "--force-prefers-reduced-motion",
    )
    expected = {"7": 7, "3": 3, "11": 11, "0": 0, "stepped": 5, "back": 4, "end": 11, "beyond": 11, "home": 0}
    assert list(told) == sorted(expected, key=list(told).index)
    for name, k in expected.items():
        drawing, reading, address = told[name]
        assert (drawing, reading) == (str(k), f"Gradient evaluation {10 * k} of 110")
        np.testing.assert_array_equal(pixels(address), drawings[k])


@pytest.mark.browser
@needs_browser
def test_a_browser_plays_every_drawing_and_stands_still_for_those_who_wish(film, tmp_path):
    page = film[1].path.read_text("utf-8")
    steps = """until(0);
        const seen = [];
        new MutationObserver(() => seen.push(Number(screen.dataset.drawing)))
          .observe(screen, {attributes: true, attributeFilter: ["data-drawing"]});
        loop.checked = false;
        await until(11); await new Promise((go) => setTimeout(go, 300));
        told.seen = seen; told.playing = playing;
        press(" "); told.again = playing; press(" "); told.paused = !playing;
    """
    told = driven(page, tmp_path, steps)
    assert told["seen"] == list(range(told["seen"][0], 12))
    assert len(told["seen"]) >= 10
    assert (told["playing"], told["again"], told["paused"]) == (False, True, True)
    still = driven(page, tmp_path, "until(11); told.playing = playing;", "--force-prefers-reduced-motion")
    assert still == {"playing": False}
