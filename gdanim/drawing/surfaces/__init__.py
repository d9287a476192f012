"""Surfaces in three dimensions, seen by a camera that stands still or moves."""
