"""Benchmarks are programs of their own; this one needs a peer that is not installed with the tests."""

collect_ignore = ["manim_peer.py"]
