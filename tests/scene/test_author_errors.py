"""Every mistake an author makes is answered with its line, a caret, one sentence and the nearest valid name."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

from gdanim import Adam
from gdanim.cli import MISUSED, main
from gdanim.errors import WIDEST_LINE, SceneError, error_text
from gdanim.scene import load_scenes

SCENE = '''"""What one mistake looks like."""

import gdanim as gd
from gdanim import Adam, Contour, GradientDescent, Loss, Objective, Run, Scene, sweep

saddle = Objective("x**2 - y**2", domain=[(-1, 1), (-2, 2)], saddles=[(0, 0)])

scene = Scene(
    "A saddle",
    saddle,
    runs=[
        Run(GradientDescent(0.1), start=(1, 0)),
        Run(Adam(learning_rate=0.1, beta1=0.8), start=(1, 0.25)),
    ],
    panels=[Contour(), Loss()],
    steps=4,
    size=(320, 180),
    theme="light",
)
'''

# What is written, what stands there instead, what the carets mark, and what the sentence says.
MISTAKES = {
    "a name that does not exist": (
        "Run(GradientDescent(", "Run(GradientDecent(",
        "GradientDecent", "The name GradientDecent is not defined. Did you mean GradientDescent?",
    ),
    "a public name that was not imported": (
        "Loss()", "Spectrum()",
        "Spectrum", "The name Spectrum is not defined. Import it: from gdanim import Spectrum.",
    ),
    "a name of the file's own, misspelt": (
        "    saddle,", "    sadle,",
        "sadle", "The name sadle is not defined. Did you mean saddle?",
    ),
    "an import that gdanim does not have": (
        "import Adam, Contour", "import Adan, Adammm, Contour",
        "Adammm", "gdanim has no Adammm. Did you mean Adam?",
    ),
    "a landscape that is not in the catalogue": (
        "import gdanim as gd", "from gdanim.landscapes import beal",
        "beal", "gdanim.landscapes has no beal. Did you mean beale?",
    ),
    "an attribute that gdanim does not have": (
        "Adam(learning_rate", "gd.Adamm(learning_rate",
        "Adamm", "gdanim has no Adamm. Did you mean Adam?",
    ),
    "an attribute that an objective does not have": (
        'scene = Scene', 'print(saddle.sadles)\nscene = Scene',
        "sadles", "Objective has no sadles. Did you mean saddles?",
    ),
    "a module that does not exist": (
        "import gdanim as gd", "import gdanin as gd",
        "import gdanin as gd", "There is no module gdanin. Did you mean gdanim?",
    ),
    "a part of gdanim that does not exist": (
        "import gdanim as gd", "from gdanim.landscape import beale",
        "from gdanim.landscape import beale", "gdanim has no module landscape. Did you mean landscapes?",
    ),
    "a bracket that is never closed": (
        "size=(320, 180),", "size=(320, 180,",
        "(", "The file is not Python: '(' was never closed.",
    ),
    "a field that an optimizer does not have": (
        "beta1=0.8", "beta_1=0.8",
        "beta_1", "Adam takes no beta_1. Did you mean beta1?",
    ),
    "a field that a scene does not have": (
        "steps=4", "step=4",
        "step", "Scene takes no step. Did you mean steps?",
    ),
    "a field that a panel does not have": (
        "Contour()", "Contour(feild=True)",
        "feild", "Contour takes no feild. Did you mean field?",
    ),
    "an optimizer without a learning rate": (
        "GradientDescent(0.1)", "GradientDescent()",
        "GradientDescent", "GradientDescent needs learning_rate: write GradientDescent(learning_rate=...).",
    ),
    "an optimizer without parentheses": (
        "GradientDescent(0.1)", "GradientDescent",
        "GradientDescent", "GradientDescent needs its hyperparameters: write GradientDescent(learning_rate=0.1).",
    ),
    "a run without a start": (
        "Run(GradientDescent(0.1), start=(1, 0))", "Run(GradientDescent(0.1))",
        "Run", "Run needs start: write Run(start=...).",
    ),
    "an objective without a domain": (
        ', domain=[(-1, 1), (-2, 2)], saddles=[(0, 0)]', "",
        "Objective", "Objective needs domain: write Objective(domain=...).",
    ),
    "a domain given by its place": (
        'y**2", domain=', 'y**2", "x y", ',
        "Objective", "Objective takes at most 2 arguments by place; 3 are given; name the others: domain=, minima=,"
        " saddles=, name=.",
    ),
    "an argument given twice": (
        "Adam(learning_rate=0.1, ", "Adam(0.1, learning_rate=0.1, ",
        "learning_rate", "Adam: learning_rate is given twice, once by its place and once by its name.",
    ),
    "a start of the wrong length": (
        "start=(1, 0.25)", "start=(1, 0.25, 3)",
        "(1, 0.25, 3)", "start (1, 0.25, 3) has 3 coordinates, the objective has 2: x, y.",
    ),
    "a start that is no number": (
        "start=(1, 0.25)", 'start=(1, "y")',
        '(1, "y")', "start (1, 'y') is not made of real numbers.",
    ),
    "a negative learning rate": (
        "GradientDescent(0.1)", "GradientDescent(-0.1)",
        "-0.1", "GradientDescent: learning_rate is -0.1; it must be a number of at least 0.",
    ),
    "a hyperparameter out of range": (
        "beta1=0.8", "beta1=1.5",
        "1.5", "Adam: beta1 is 1.5; it must be a number from 0 up to but not including 1.",
    ),
    "a variable that the formula may not have": (
        '"x**2 - y**2", ', '"x**2 - z**2", "x y", ',
        "z", "unknown name 'z' at column 8. Choose from E, pi, x, y.",
    ),
    "a function that does not exist": (
        '"x**2 - y**2"', '"x**2 - sinn(y)"',
        "sinn", "unknown function 'sinn' at column 8. Did you mean sin?",
    ),
    "a function of too many arguments": (
        '"x**2 - y**2"', '"sin(x, y)"',
        "sin", "function sin at column 1 has 2 arguments; it takes 1.",
    ),
    "a formula that cannot be read": (
        '"x**2 - y**2"', '"x**2 - 2y**2"',
        "2y", "'2y**2' at column 8 cannot be read; a formula is made of numbers, variables, + - * / ** ( ) and named"
        " functions. A product is written 2*x, a power x**2.",
    ),
    "a domain upside down": (
        "(-2, 2)]", "(2, -2)]",
        "[(-1, 1), (2, -2)]", "domain of y runs from 2 to -2; low must be less than high.",
    ),
    "a domain of too few sides": (
        "[(-1, 1), (-2, 2)]", "[(-1, 1)]",
        "[(-1, 1)]", "domain ((-1, 1),) is not one (low, high) for each of x, y, such as ((-1, 1), (-1, 1)).",
    ),
    "a saddle with one coordinate": (
        "saddles=[(0, 0)]", "saddles=[(0,)]",
        "[(0,)]", "saddles ((0,),) has 1 coordinate, the objective has 2: x, y.",
    ),
    "a panel for another dimension": (
        "[Contour(), Loss()]", "[Loss(), gd.Curve()]",
        "gd.Curve", "Curve shows functions of one variable; the objective has 2. Use Contour for two.",
    ),
    "a panel without parentheses": (
        "Contour()", "Contour",
        "Contour", "Scene: panels holds Contour without parentheses; every entry must be a panel, such as Contour().",
    ),
    "a panel in a list within a row": (
        "[Contour(), Loss()]", "[[Contour(), [Loss()]]]",
        "[Loss()]", "Scene: panels has a list within a row; a row holds panels, as in [[Contour()], [Loss()]].",
    ),
    "an empty row of panels": (
        "[Contour(), Loss()]", "[[Contour()], []]",
        "[[Contour()], []]", "Scene: panels has an empty row; leave it out, or give it a panel, such as Loss().",
    ),
    "an optimizer as a word": (
        "GradientDescent(0.1)", '"adam"',
        '"adam"', "'adam' is no optimizer: it has no learning_rate. One is written as Adam(learning_rate=0.1).",
    ),
    "a run that is no run": (
        "Run(GradientDescent(0.1), start=(1, 0))", "GradientDescent(0.1)",
        "GradientDescent", "Scene: runs holds a GradientDescent; every entry must be a Run.",
    ),
    "a formula where an objective belongs": (
        "    saddle,", '    "x**2",',
        '"x**2"', "Scene: objective is a str; it must be an Objective or an EmpiricalLoss.",
    ),
    "a theme that does not exist": (
        '"light"', '"drak"',
        '"drak"', "Scene: there is no theme 'drak'. Did you mean dark?",
    ),
    "a preset that does not exist": (
        'theme="light"', 'preset="slides"',
        '"slides"', "Scene: there is no preset 'slides'. Did you mean slide?",
    ),
    "no steps at all": (
        "steps=4", "steps=0",
        "0", "Scene: steps is 0; it must be a whole number from 1 to 1,000,000.",
    ),
    "neither steps nor epochs": (
        "    steps=4,\n", "",
        "Scene", "Scene needs either steps=, a number of updates, or epochs=, of passes over the data.",
    ),
    "epochs without data": (
        "steps=4", "epochs=4",
        "4", "Scene: epochs are passes over data; give an EmpiricalLoss, or say steps= instead.",
    ),
    "a canvas that is too small": (
        "(320, 180)", "(32, 18)",
        "(32, 18)", "size is 32x18; words can be read from 320x180 on.",
    ),
    "a sweep of a field that there is not": (
        "    runs=[", "    runs=sweep(Adam, start=(1, 0), lerning_rate=[0.1, 0.2]) or [",
        "[0.1, 0.2]", "Adam has no hyperparameter lerning_rate. Did you mean learning_rate?",
    ),
    "an error of Python's own": (
        "GradientDescent(0.1)", "GradientDescent(1 / 0)",
        "1 / 0", "ZeroDivisionError: division by zero.",
    ),
    "a comma that is missing": (
        "steps=4,", "steps=4",
        "4", "The file is not Python: invalid syntax. Perhaps you forgot a comma?",
    ),
    "a function of the catalogue, called": (
        "    saddle,", "    gd.landscapes.beale(),",
        "gd.landscapes.beale", "This Objective cannot be called: write it without the brackets behind it.",
    ),
    "a power with a caret": (
        "x**2 - y**2", "x**2 - y^2",
        "^", "character '^' at column 9 has no meaning; a formula is made of numbers, variables, + - * / ** ( ) and"
        " named functions. Write **.",
    ),
    "a stop rule that is a number": (
        "steps=4", "steps=4, stop=0.1",
        "0.1", "Scene: stop is 0.1; it must be a rule, such as SmallChange(0.01).",
    ),
    "a stop rule without its threshold": (
        "steps=4", "steps=4, stop=gd.SmallChange",
        "gd.SmallChange", "Scene: stop needs its threshold; write SmallChange(0.01).",
    ),
    "a file that is not there": (
        "scene = Scene(", "open('none.csv')\nscene = Scene(",
        "open", "none.csv: No such file or directory.",
    ),
    "a schedule without its length": (
        "GradientDescent(0.1)", "GradientDescent(gd.CosineDecay(0.1))",
        "gd.CosineDecay", "CosineDecay needs length: write CosineDecay(length=...).",
    ),
    "batches without data": (
        "start=(1, 0)", "start=(1, 0), batches=gd.MiniBatches(3, seed=1)",
        "gd.MiniBatches(3, seed=1)",
        "batches need data to be drawn from; give an EmpiricalLoss instead of an Objective.",
    ),
    "rows and panels mixed": (
        "[Contour(), Loss()]", "[[Contour()], Loss()]",
        "[[Contour()], Loss()]", "Scene: panels mixes rows and panels; give either a plain list or a list of rows.",
    ),
    "a file that leaves": (
        "scene = Scene(", "raise SystemExit(0)\nscene = Scene(",
        "raise SystemExit(0)", "The scene file left with sys.exit; it should only declare scenes.",
    ),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_points_at_itself(mistake: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right, wrong, marked, sentence = MISTAKES[mistake]
    assert SCENE.count(right) >= 1
    source = SCENE.replace(right, wrong, 1)
    (folder / "saddle.py").write_text(source, "utf-8")
    assert main(["list", "saddle.py"]) == MISUSED
    place, line, carets, told = capsys.readouterr().err.splitlines()
    found = re.fullmatch(r"saddle\.py:(\d+)", place)
    assert found
    assert line.strip(" …") in source.splitlines()[int(found[1]) - 1]
    assert line[carets.index("^") :].startswith(marked)
    assert carets.count("^") == len(marked)
    assert told == f"Error: {sentence}"


def told(path: Path) -> str:
    with pytest.raises(SceneError) as caught:
        load_scenes(path)
    return error_text(caught.value)


def test_a_long_line_is_cut_round_the_mistake(tmp_path: Path) -> None:
    path = tmp_path / "long.py"
    path.write_text("a = 1;" + " a = a + 1;" * 30 + " b = missing;" + " a = a + 1;" * 30 + "\n")
    _, line, carets, _ = told(path).splitlines()
    assert len(line) <= 4 + WIDEST_LINE + len("……")
    assert line.startswith("    …") and line.endswith("…")
    assert line[carets.index("^") :].startswith("missing")


def test_carets_stand_under_the_mistake_behind_wide_characters(tmp_path: Path) -> None:
    """A terminal gives each Chinese character two cells."""
    path = tmp_path / "wide.py"
    path.write_text('title = "梯度下降"; missing\n', "utf-8")
    _, line, carets, _ = told(path).splitlines()
    assert carets.index("^") == line.index("missing") + len("梯度下降")
    assert carets.count("^") == len("missing")


def test_a_mistake_over_several_lines_is_marked_in_its_first(tmp_path: Path) -> None:
    path = tmp_path / "many.py"
    path.write_text("from gdanim import Objective\nbowl = Objective('x**2', domain=[\n  2,\n  1,\n])\n")
    place, line, carets, _ = told(path).splitlines()
    assert place.endswith("many.py:2")
    assert line[carets.index("^") :] == "["


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("", "assign a Scene(...) to a name in it."),
        ("title = 'no scene'\n", "assign a Scene(...) to a name in it."),
        (
            SCENE.replace("scene = Scene(", "films = [Scene(") + "]\n",
            "films holds some: give each a name of its own, as in scene = films[0].",
        ),
        (
            SCENE.replace("scene = Scene(", "def make():\n    return Scene("),
            "make() makes one: give it a name, as in scene = make().",
        ),
    ],
)
def test_a_file_without_a_scene_is_told_how_to_have_one(source: str, advice: str, tmp_path: Path) -> None:
    path = tmp_path / "none.py"
    path.write_text(source)
    assert told(path).splitlines() == [f"{path}:1", f"Error: {path} declares no scene; {advice}"]


def test_a_mistake_in_the_files_own_function_is_placed_in_it(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text("from gdanim import *\n\ndef run(rate):\n    return Run(Adam(rate), 0)\n\nruns = [run(-1.0)]\n")
    place, line, carets, sentence = told(path).splitlines()
    assert place.endswith("own.py:4")
    assert line[carets.index("^") :].startswith("rate")
    assert sentence == "Error: Adam: learning_rate is -1.0; it must be a number of at least 0."


def test_a_mistake_in_a_schedule_of_ones_own_is_placed_while_it_runs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It shows only after the scene was built, at the first step."""
    (folder / "saddle.py").write_text(SCENE.replace("GradientDescent(0.1)", "GradientDescent(lambda step: 1 / step)"))
    for command in (["check"], ["explain"], ["trace"], ["render", "-o", "a.gif"]):
        assert main([command[0], "saddle.py", *command[1:]]) == MISUSED
        place, line, carets, sentence = capsys.readouterr().err.splitlines()
        assert place == "saddle.py:12"
        assert line[carets.index("^") :].startswith("1 / step")
        assert sentence == "Error: ZeroDivisionError: division by zero."
    assert [path.name for path in folder.iterdir()] == ["saddle.py"]


def test_an_error_that_is_not_the_authors_is_not_put_down_to_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of gdanim's own keeps its traceback: there is nothing that an author could mend."""
    (folder / "saddle.py").write_text(SCENE)
    [scene] = load_scenes("saddle.py").values()
    monkeypatch.setattr(Adam, "step", staticmethod(math.sqrt))
    with pytest.raises(TypeError, match="sqrt"):
        scene.descend()


OWN_RULE = """
from dataclasses import dataclass
from gdanim import *

@dataclass(frozen=True)
class Mine:
    learning_rate: float

    def init(self, x):
        return ()

    def step(self, f, x, state, learning_rate):
        return {returned}

bowl = Objective("x**2 + y**2", domain=[(-2, 2), (-2, 2)])
scene = Scene("Mine", bowl, [Run(Mine(0.1), (1, 1))], [Contour()], steps=4)
"""


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ("x - f.gradient(x)", "Mine: step returned points of the shape (1, 2); it must return (x, state)"),
        ("x[0], state", "Mine: step returned points of the shape (2,); it must return (x, state), with x of the shape"),
        ("None", "Mine: step returned a NoneType; it must return (x, state)"),
        ("x + learning_rat, state", "The name learning_rat is not defined."),
    ],
)
def test_a_rule_of_ones_own_that_breaks_its_promise_is_told_so(
    returned: str, words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine.py").write_text(OWN_RULE.format(returned=returned))
    assert main(["check", "mine.py"]) == MISUSED
    assert words in capsys.readouterr().err
