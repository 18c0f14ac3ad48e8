"""The living voice: a process that listens and speaks for rooms and telephone lines, on Pipecat.

`wire` is all that the rest of the house knows of it; whatever else is here needs the extra `voice`.
"""
