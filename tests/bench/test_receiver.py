"""The receiver tells a repeated delivery from one that contradicts an earlier one."""

from __future__ import annotations

import json

import pytest

from vivavoce.bench.receiver import Receiver


def letter(delivery_id: str, status: str = "COMPLETED") -> bytes:
    facts = {"interviewId": "one", "status": status}
    return json.dumps({"event": "interview.completed", "deliveryId": delivery_id, "data": facts}).encode()


@pytest.mark.parametrize(
    ("letters", "contradictions"),
    [
        ([letter("a")], 0),
        ([letter("a"), letter("a")], 0),
        ([letter("a"), letter("b")], 1),
        ([letter("a"), letter("a", "FAILED")], 1),
    ],
)
def test_contradictions(letters: list[bytes], contradictions: int) -> None:
    receiver = Receiver()
    for body in letters:
        receiver.note(body)
    receiver.close()
    assert receiver.deliveries == len(letters)
    assert receiver.contradictions == contradictions
