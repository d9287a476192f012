"""The codes that a command ends with.

0: every requested film exists and was verified. 1: rendering failed. 2: usage or scene error. 130: interrupted.
143: terminated.
"""

DONE, FAILED, MISUSED, INTERRUPTED, TERMINATED = 0, 1, 2, 130, 143
