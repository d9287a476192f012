"""Who makes a film, segment by segment: this process, many of them, or any executor."""

from gdanim.workers.coding import Processes, cluster, code_segments
from gdanim.workers.segments import Production, cut

__all__ = ["Processes", "Production", "cluster", "code_segments", "cut"]
