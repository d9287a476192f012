"""Maps whose every cell is a run of its own: surveys and basins."""
