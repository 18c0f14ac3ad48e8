"""How is a conversation put together from Pipecat's parts, and freed again?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pipecat.frames.frames import ErrorFrame, StartFrame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.workers.runner import WorkerRunner

from vivavoce.domain.errors import Unavailable
from vivavoce.live.voice import wire
from vivavoce.live.voice.conversation import Conversation
from vivavoce.live.voice.listening import Listening
from vivavoce.live.voice.outlet import Outlet
from vivavoce.live.voice.seat import Seat, Tell
from vivavoce.live.voice.speech import Speech

START_SECONDS = 15.0


@asynccontextmanager
async def conversing(speech: Speech, opening: wire.Open, tell: Tell) -> AsyncIterator[Conversation]:
    """A running conversation. Raises Unavailable when its services do not start."""
    ear, mouth = speech.ear(opening.terms), speech.mouth(opening.pace)
    seat = Seat(tell)
    pipeline = PipelineWorker(
        Pipeline([ear, seat, mouth, Outlet(tell)]),
        params=PipelineParams(audio_in_sample_rate=wire.HEARD_RATE, audio_out_sample_rate=wire.SPOKEN_RATE),
        enable_rtvi=False,
        enable_turn_tracking=False,
        idle_timeout_secs=None,
    )
    listening = Listening(opening.patience, seat, pipeline.queue_frame, speech.judge, tell)
    conversation = Conversation(listening, pipeline.queue_frame, tell)
    started = asyncio.Event()

    async def begin(_worker: PipelineWorker, _frame: StartFrame) -> None:
        started.set()

    async def fail(_worker: PipelineWorker, error: ErrorFrame) -> None:
        at_fault = _owner(error.processor, {ear: "stt", mouth: "tts"})
        if at_fault == "tts":
            conversation.failed_to_speak()
        if at_fault is not None:
            await tell(wire.Failed(at_fault, error.error))

    pipeline.add_event_handler("on_pipeline_started", begin)
    pipeline.add_event_handler("on_pipeline_error", fail)
    runner = WorkerRunner(handle_sigint=False, handle_sigterm=False)
    await runner.add_workers(pipeline)
    running = asyncio.create_task(runner.run())
    try:
        async with asyncio.timeout(START_SECONDS):
            await started.wait()
        yield conversation
    except TimeoutError as late:
        raise Unavailable("what listens and speaks here did not start in time") from late
    finally:
        await conversation.close()
        await pipeline.cancel()
        await running


def _owner(failed: FrameProcessor | None, parts: dict[FrameProcessor, str]) -> str | None:
    """Whose part of the pipeline has failed: a part may be made of several services."""
    for part, name in parts.items():
        if failed is part or failed in part.processors:
            return name
    return None
