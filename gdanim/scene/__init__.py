"""Scenes, the files that declare them, what runs are called, and what an author is told of mistakes."""

from gdanim.scene.scene import Run, Scene, load_scenes, recorded, sweep

__all__ = ["Run", "Scene", "load_scenes", "recorded", "sweep"]
