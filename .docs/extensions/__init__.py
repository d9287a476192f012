"""What the pages need beyond Sphinx: films, formulas, and tables of what gdanim knows."""
