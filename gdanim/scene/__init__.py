"""Scenes, the files that declare them, what runs are called, and what an author is told of mistakes."""

from gdanim.scene.files import load_scenes
from gdanim.scene.runs import Run, recorded, sweep
from gdanim.scene.scene import Scene

__all__ = ["Run", "Scene", "load_scenes", "recorded", "sweep"]
