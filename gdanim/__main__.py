"""The program: `gdanim`, or `python -m gdanim`."""

import gc
import sys

from gdanim.cli import main


def run() -> None:
    """Run the command line, and end with its exit code."""
    code = main()
    gc.freeze()  # Python else looks for garbage among all that is loaded before it ends, for some 0.1 s
    sys.exit(code)


if __name__ == "__main__":
    run()
