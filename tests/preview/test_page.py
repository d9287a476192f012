"""The live page in a browser, as an author uses it."""

from __future__ import annotations

import base64
import io
import re
import shutil
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from gdanim import GradientDescent, Run, Stage
from gdanim.errors import SceneError, error_text
from gdanim.preview.desk import Desk
from gdanim.preview.news import News
from gdanim.preview.server import listen, server_of
from gdanim.scene import Scene, load_scenes

pytestmark = pytest.mark.browser

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
SOON = 20_000
"""Milliseconds until something is there at the latest, on a machine that does much else."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        except Error:
            pytest.skip("there is no Chromium on this machine")
        expect.set_options(timeout=SOON)
        yield browser
        browser.close()


@pytest.fixture
def served(scene_file: Path) -> Iterator[str]:
    """Serve the preview of the scene file; its address."""
    desk = Desk(scene_file)
    server = server_of(desk, News(desk))
    with listen(0) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        server.handle_exit(signal.SIGTERM, None)
        thread.join(20)


@dataclass
class Shown:
    """The page, with the film of the scene file's first scene drawn."""

    page: Page
    path: Path

    def film(self) -> np.ndarray:
        """Return what is on the canvas, (height, width, 3)."""
        data = self.page.evaluate("document.getElementById('film').toDataURL()").partition(",")[2]
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))).convert("RGB"))

    def expect_frame(self, frame: np.ndarray) -> None:
        """Wait until a drawing is on the canvas, pixel for pixel."""
        for _ in range(200):
            if np.array_equal(self.film(), frame):
                return
            self.page.wait_for_timeout(50)
        pytest.fail("the drawing did not come")

    def scene(self) -> Scene:
        return load_scenes(self.path)["two"]

    def save(self, old: str, new: str) -> None:
        text = self.path.read_text("utf-8")
        assert old in text
        self.path.write_text(text.replace(old, new, 1), "utf-8")

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where on the page a point of the contour is."""
        start = self.page.locator(".start")
        boxes = {start.nth(k).get_attribute("data-key"): start.nth(k).bounding_box() for k in range(start.count())}
        (one, two) = (boxes["0 1.5,1"], boxes["0 -1,1"])
        assert one
        assert two
        unit = (one["x"] - two["x"]) / 2.5  # scales are equal
        return (one["x"] + one["width"] / 2 + (x - 1.5) * unit, one["y"] + one["height"] / 2 - (y - 1) * unit)


@pytest.fixture
def shown(browser: Browser, served: str, scene_file: Path, request: pytest.FixtureRequest) -> Iterator[Shown]:
    context = browser.new_context(**{"reduced_motion": "reduce", **getattr(request, "param", {})})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(served)
    expect(page.locator("#status")).to_contain_text("Drawn")
    yield Shown(page, scene_file)
    context.close()
    assert [fault for fault in faults if "422" not in fault] == []


def test_the_film_is_there_and_can_be_scrubbed(shown: Shown) -> None:
    stage = Stage(shown.scene())
    shown.expect_frame(stage.frame(len(stage) - 1))
    shown.page.get_by_label("Drawing", exact=True).fill("40")
    shown.expect_frame(stage.frame(40))
    step = int(stage.clock.positions[40])
    expect(shown.page.locator("#reading")).to_have_text(f"Step {step} of 12")
    loss = stage.trajectories[1].values[step]
    expect(shown.page.get_by_role("row", name="slow").locator(".number")).to_have_text(f"{loss:.4g}")


def test_keys_turn_drawings_and_steps(shown: Shown) -> None:
    page, positions = shown.page, Stage(shown.scene()).clock.positions
    page.keyboard.press("Home")
    expect(page.locator("#reading")).to_have_text("Step 0 of 12")
    for count, (key, wanted) in enumerate([("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1)]):
        page.keyboard.press(key)
        assert page.locator("#scrubber").input_value() == str(wanted), count
    page.keyboard.press("Shift+ArrowRight")
    assert positions[int(page.locator("#scrubber").input_value())] == 1
    page.keyboard.press("Shift+ArrowRight")
    assert positions[int(page.locator("#scrubber").input_value())] == 2
    page.keyboard.press("Shift+ArrowLeft")
    assert positions[int(page.locator("#scrubber").input_value())] == 1
    page.keyboard.press("End")
    expect(page.locator("#reading")).to_have_text("Step 12 of 12")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_a_save_is_another_film_at_the_step_that_was_looked_at(shown: Shown) -> None:
    shown.page.get_by_label("Drawing", exact=True).fill("60")
    shown.save("GradientDescent(0.1)", "GradientDescent(0.2)")
    stage = Stage(shown.scene())
    shown.expect_frame(stage.frame(60))


def test_a_broken_save_leaves_the_film_under_the_error_and_a_good_one_takes_it_away(shown: Shown) -> None:
    before = shown.film()
    shown.save("steps=12", "stepz=12")
    with pytest.raises(SceneError) as error:
        load_scenes(shown.path)
    alert = shown.page.get_by_role("alert")
    expect(alert.locator("pre")).to_have_text(error_text(error.value))
    assert "^" in alert.locator("pre").inner_text()
    assert np.array_equal(shown.film(), before)
    shown.page.keyboard.press("Home")
    expect(shown.page.locator("#reading")).to_have_text("Step 0 of 12")
    shown.save("stepz=12", "steps=7")
    expect(alert).to_be_hidden()
    expect(shown.page.locator("#reading")).to_have_text("Step 0 of 7")


def test_a_file_that_is_broken_from_the_start_shows_its_error_alone_until_it_is_mended(
    browser: Browser, scene_file: Path, request: pytest.FixtureRequest
) -> None:
    good = scene_file.read_text("utf-8")
    scene_file.write_text(good.replace("Scene(", "Scen(", 1), "utf-8")
    page = browser.new_page(reduced_motion="reduce")
    page.goto(request.getfixturevalue("served"))
    expect(page.get_by_role("alert")).to_contain_text("Did you mean Scene?")
    expect(page.get_by_role("button", name="Add run")).to_be_hidden()
    scene_file.write_text(good, "utf-8")
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(page.locator("#reading")).to_have_text("Step 12 of 12")
    page.close()


def test_a_click_on_the_contour_moves_the_start_and_the_path_follows(shown: Shown) -> None:
    shown.page.mouse.click(*shown.point(0.5, -1))
    expect(shown.page.get_by_label("Start, x")).not_to_have_value("1.5")
    start = [float(shown.page.get_by_label(f"Start, {name}").input_value()) for name in "xy"]
    assert start == pytest.approx([0.5, -1], abs=0.03)
    run, other = shown.scene().runs
    moved = shown.scene().with_(runs=[type(run)(run.optimizer, start), other])
    stage = Stage(moved)
    shown.expect_frame(stage.frame(len(stage) - 1))


def test_a_start_is_dragged_and_its_path_is_drawn_before_the_film_is(shown: Shown) -> None:
    page = shown.page
    page.mouse.move(*shown.point(-1, 1))
    page.mouse.down()
    page.mouse.move(*shown.point(-0.5, 0.5), steps=5)
    live = "document.getElementById('live').getContext('2d').getImageData(0, 0, 480, 270).data.some((value) => value)"
    for _ in range(200):
        if page.evaluate(live):
            break
        page.wait_for_timeout(50)
    assert page.evaluate(live)
    page.mouse.up()
    expect(page.locator(".start").nth(1)).to_have_attribute("data-key", re.compile(r"^0 -0\.5\d?,0\.\d+$"))
    for _ in range(200):
        if not page.evaluate(live):
            return
        page.wait_for_timeout(50)
    pytest.fail("the film did not take the live path's place")


def test_runs_are_added_switched_and_copied_as_a_scene_that_runs(shown: Shown) -> None:
    page = shown.page
    page.get_by_role("button", name="Add run").click()
    expect(page.locator("#runs tr")).to_have_count(3)
    page.get_by_label("Optimizer").select_option("Adam")
    expect(page.locator("#runs")).to_contain_text("Adam")
    page.get_by_label("Learning rate, in digits").fill("0.3")
    page.get_by_label("Learning rate, in digits").press("Enter")
    page.get_by_role("button", name="Copy as scene").click()
    expect(page.locator("#program")).to_contain_text("Adam(0.3)")
    again = shown.path.with_name("again.py")
    again.write_text(page.locator("#program").inner_text(), "utf-8")
    optimizers = [type(run.optimizer).__name__ for run in load_scenes(again)["two"].runs]
    assert optimizers == ["GradientDescent", "GradientDescent", "Adam"]
    page.get_by_role("button", name="Close").click()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("#runs tr")).to_have_count(2)


def test_a_film_that_comes_meanwhile_takes_nothing_from_who_types(shown: Shown) -> None:
    rate = shown.page.get_by_label("Learning rate, in digits")
    rate.focus()
    shown.save("GradientDescent(0.1)", "GradientDescent(0.2)")
    expect(rate).to_have_value("0.2")
    shown.page.keyboard.type("0.")
    shown.save("steps=12", "steps=7")
    expect(shown.page.locator("#reading")).to_have_text("Step 7 of 7")
    shown.page.keyboard.type("3")
    expect(rate).to_have_value("0.3")
    shown.page.keyboard.press("Enter")
    stage = Stage(shown.scene().with_(runs=[Run(GradientDescent(0.3), (1.5, 1)), shown.scene().runs[1]]))
    shown.expect_frame(stage.frame(len(stage) - 1))


def test_a_scene_of_one_variable_has_no_starts_to_drag_but_rates_and_steps(shown: Shown) -> None:
    page = shown.page
    page.get_by_role("button", name="line").click()
    expect(page.get_by_role("img", name=re.compile("A line"))).to_be_visible()
    assert page.locator(".start").count() == 0
    expect(page.locator("#click-mode")).to_be_hidden()
    page.get_by_label("Steps, in digits").fill("9")
    page.get_by_label("Steps, in digits").press("Enter")
    expect(page.locator("#reading")).to_have_text("Step 9 of 9")


@pytest.mark.parametrize("shown", [{"reduced_motion": "no-preference"}], indirect=True)
def test_the_film_plays_by_itself_where_motion_is_welcome(shown: Shown) -> None:
    expect(shown.page.get_by_role("button", name="Pause")).to_be_visible()
    expect(shown.page.locator("#reading")).to_have_text("Step 3 of 12")


def test_the_film_stands_still_where_less_motion_is_wished_for(shown: Shown) -> None:
    expect(shown.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(shown.page.locator("#reading")).to_have_text("Step 12 of 12")


@pytest.mark.parametrize(
    "shown",
    [{"viewport": {"width": 390, "height": 844}, "has_touch": True, "color_scheme": "dark"}],
    indirect=True,
)
def test_a_phone_shows_all_of_it_without_scrolling_sideways(shown: Shown) -> None:
    page = shown.page
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for control in page.locator("button:visible, select:visible, input:visible").all():
        box = control.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_every_control_has_a_name_and_is_reached_in_the_order_of_the_page(shown: Shown) -> None:
    page = shown.page
    names = "[...document.querySelectorAll('button, select, input, canvas[role]')].filter((part) => part.offsetParent)"
    unnamed = f"{names}.filter((part) => !(part.ariaLabel || part.textContent.trim() || part.labels?.length))"
    assert page.evaluate(f"{unnamed}.map((part) => part.outerHTML)") == []
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert reached[2:] == ["theme", "preset", "start", "start", "play", "back", "forward", "scrubber", "speed", "loop"]
