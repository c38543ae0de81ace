"""The trainer of the starter packages: parallel text in, an Argos package out."""

import time

STARTED = time.monotonic()
"""When this process began: before the seconds that loading torch takes."""
