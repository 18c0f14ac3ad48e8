"""A tiny real pipeline around one ear or voice: frames go in, and what comes out is collected."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    TranscriptionFrame,
    TTSAudioRawFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.settings import STTSettings, TTSSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.services.tts_service import TTSService
from pipecat.workers.runner import WorkerRunner

RATE = 16_000
WAIT = 20.0


class End(FrameProcessor):
    """The end of the line."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Frame] = []
        self.news = asyncio.Event()

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        self.frames.append(frame)
        self.news.set()
        await self.push_frame(frame, direction)


class Line:
    """`frames`: what came out of the service; `errors`: what it said upstream."""

    def __init__(self, worker: PipelineWorker, end: End) -> None:
        self._worker = worker
        self._end = end
        self.errors: list[str] = []

    @property
    def frames(self) -> list[Frame]:
        return self._end.frames

    def all(self, *kinds: type[Frame]) -> list:
        return [frame for frame in self.frames if isinstance(frame, kinds)]

    def text(self) -> str:
        return " ".join(frame.text for frame in self.all(TranscriptionFrame))

    def sound(self) -> bytes:
        return b"".join(frame.audio for frame in self.all(TTSAudioRawFrame))

    async def send(self, *frames: Frame) -> None:
        await self._worker.queue_frames(frames)

    async def until(self, done: Callable[[Line], object]) -> None:
        """Waits for what `done` looks for. Raises TimeoutError."""
        async with asyncio.timeout(WAIT):
            while not done(self):
                self._end.news.clear()
                await self._end.news.wait()


@asynccontextmanager
async def line(part: FrameProcessor) -> AsyncIterator[Line]:
    """The running pipeline; it ends with the block, and leaves no task behind."""
    before = asyncio.all_tasks()
    end = End()
    worker = PipelineWorker(
        Pipeline([part, end]),
        params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=24_000),
        cancel_on_idle_timeout=False,
        enable_rtvi=False,
    )
    running = Line(worker, end)

    @worker.event_handler("on_pipeline_error")
    async def _error(_worker: PipelineWorker, error: ErrorFrame) -> None:
        running.errors.append(error.error)

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    task = asyncio.create_task(runner.run())
    try:
        yield running
        await worker.queue_frame(EndFrame())
        async with asyncio.timeout(WAIT):
            await asyncio.shield(task)
    finally:
        await worker.cancel()
        await task
    left = asyncio.all_tasks() - before - {task}
    assert not left or not (await asyncio.wait(left, timeout=WAIT))[1]


def sound(seconds: float, first: int = 0) -> list[InputAudioRawFrame]:
    """Frames of 100 ms in which every sample is different, counted from `first`."""
    size = RATE // 10
    return [
        InputAudioRawFrame(
            b"".join(
                (sample % 65_536).to_bytes(2, "little")
                for sample in range(first + number * size, first + (number + 1) * size)
            ),
            RATE,
            1,
        )
        for number in range(round(seconds * 10))
    ]


def speech(seconds: float = 1.0) -> list[Frame]:
    """Someone speaks, and stops."""
    middle = sound(seconds)
    return [
        VADUserStartedSpeakingFrame(start_secs=0.2),
        *middle,
        VADUserStoppedSpeakingFrame(stop_secs=0.2),
    ]


def heard(frames: list[Frame]) -> bytes:
    return b"".join(frame.audio for frame in frames if isinstance(frame, InputAudioRawFrame))


class OwnEar(SegmentedSTTService):
    """Stands where the embedded ear stands: understands how much it was given, and remembers it."""

    def __init__(self) -> None:
        super().__init__(
            settings=STTSettings(model="own", language=None),
            trailing_silence_secs=0.0,
            ttfs_p99_latency=0.0,
        )
        self.given = bytearray()

    @property
    def wants_wav_segments(self) -> bool:
        return False

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        self.given += audio
        yield TranscriptionFrame(f"own ear: {len(audio) // 2} samples", "", "")


class OwnVoice(TTSService):
    """Stands where the embedded voice stands: every letter is a sample."""

    def __init__(self) -> None:
        super().__init__(
            settings=TTSSettings(model="own", voice="own", language=None),
            sample_rate=24_000,
            push_start_frame=True,
            push_stop_frames=True,
        )

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame, None]:
        yield TTSAudioRawFrame(text.encode("utf-16-le"), 24_000, 1, context_id=context_id)
