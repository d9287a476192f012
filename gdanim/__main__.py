"""python -m gdanim."""

import sys

from gdanim.cli import main

sys.exit(main())
