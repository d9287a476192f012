"""How the documentation is built: `sphinx-build -W .docs output/site`."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

import gdanim  # noqa: E402 - the package of this checkout
from gdanim.theme import THEMES  # noqa: E402

project = "gdanim"
release = gdanim.__version__
copyright = "the gdanim authors, MIT licence"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.viewcode",
    "sphinx_click",
    "sphinx_codeautolink",
    "sphinx_copybutton",
    "sphinx_design",
    "extensions.docstrings",
    "extensions.mathematics",
    "extensions.catalogue",
    "extensions.films",
    "extensions.gallery",
    "extensions.landscapes",
]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 3
suppress_warnings = ["myst.header"]  # a film's page may begin at any level

add_module_names = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
toc_object_entries_show_parents = "hide"

html_theme = "furo"
html_title = "gdanim"
html_static_path = ["static", "../gdanim/fonts"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_sphinx = False
html_math_renderer = "mathml"
html_theme_options = {
    f"{name}_css_variables": {
        "font-stack": "gdanim, system-ui, sans-serif",
        "font-stack--monospace": "ui-monospace, SFMono-Regular, Menlo, Consolas, Liberation Mono, monospace",
        "color-brand-primary": theme.texts[0],
        "color-brand-content": theme.texts[0],
        "color-brand-visited": theme.texts[0],
        "color-background-primary": theme.background,
        "color-background-secondary": theme.terrain[1],
        "color-background-border": theme.grid,
        "color-code-background": theme.terrain[1],
        "color-foreground-primary": theme.ink,
        "color-foreground-secondary": theme.muted,
    }
    for name, theme in THEMES.items()
}
