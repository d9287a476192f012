"""Imported before all else by the process that others are split off from, so that libraries load a quarter faster.

Nothing that is loaded is garbage, so none is looked for meanwhile. And for every kind of artist matplotlib composes, as
it loads, a text on what can be set; no worker is asked for it.
"""

import gc

gc.disable()

from matplotlib import artist as artists  # noqa: E402

artists.kwdoc = lambda artist: ""
