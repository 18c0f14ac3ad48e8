"""The living voice: a process that listens and speaks for rooms and telephone lines, on Pipecat.

`wire` is all that the rest of the house knows of it; whatever else is here needs the extra `voice`.
"""

import os

os.environ.setdefault("LOGURU_AUTOINIT", "False")
"""Pipecat logs to loguru, which would write to the terminal from its first import on; see `worker`."""
