"""Who makes a film, segment by segment: this process, many of them, or any executor.

Nothing is imported here: processes are begun before anything else is loaded.
"""
