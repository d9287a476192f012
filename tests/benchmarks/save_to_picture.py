"""How long an author waits: from the save of a scene file to its drawing on the live page, in a browser.

Run with `python tests/benchmarks/save_to_picture.py [SCENE_FILE]...`; it prints the median of twenty saves and the
longest. Every save changes a learning rate, so that the film is another one, and the drawing looked at is the last.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

SAVES = 20
NUMBER = re.compile(r"(GradientDescent|Momentum|Adam)\((?:learning_rate=)?(\d*\.?\d+)")
WATCH = """
new MutationObserver(() => {
  if (status.textContent.startsWith("Drawn")) window.drawn = Date.now();
}).observe(document.getElementById("status"), { childList: true });
"""


def main(files: list[str]) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for file in files:
            path = Path(shutil.copy(file, folder))
            waits = waits_of(path, browser.new_page(reduced_motion="reduce"))
            print(f"{file}: median {statistics.median(waits):.0f} ms, longest {max(waits):.0f} ms")
        browser.close()


def waits_of(path: Path, page: Page) -> list[float]:
    """Return the milliseconds from each save to its drawing."""
    command = [sys.executable, "-m", "gdanim", "preview", str(path), "--no-open"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr
        page.goto(re.findall(r"http://\S+", server.stderr.readline())[0])
        page.get_by_text("Drawn in").wait_for(timeout=60_000)
        page.evaluate(WATCH.replace("status.", "document.getElementById('status')."))
        text = path.read_text("utf-8")
        waits = [wait(page, path, NUMBER.sub(rf"\1(\g<2>{k + 1}", text, count=1)) for k in range(SAVES)]
        server.terminate()
    return waits


def wait(page: Page, path: Path, text: str) -> float:
    """Save a file, and return the milliseconds until its drawing is on the page."""
    page.evaluate("window.drawn = 0")
    time.sleep(1.5)  # until the drawings that are asked for ahead of time are there
    saved = time.time()
    path.write_text(text, "utf-8")
    while not (drawn := page.evaluate("window.drawn")):
        time.sleep(0.01)
    return float(drawn) - 1000 * saved


if __name__ == "__main__":
    main(sys.argv[1:] or ["scenes/saddle.py", "scenes/race.py"])
