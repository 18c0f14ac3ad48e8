"""What is not Twilio's is turned away, and the stream of a call is heard in order."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from tests.actions.scene import found
from tests.live.twilio.callbacks import CALL, PUBLIC, TOKEN, Line, callbacks, read
from vivavoce.domain.identity import Organization
from vivavoce.domain.interview import Interview, State
from vivavoce.kit.clock import FrozenClock
from vivavoce.live.twilio import MAX_FORM
from vivavoce.providers.phone_twilio import address, signature
from vivavoce.store.database import Store


class TestForgeries:
    @pytest.mark.parametrize("step", ["answer", "turn", "status"])
    def test_another_token(
        self, store: Store, home: Organization, made: Interview, line: Line, step: str
    ) -> None:
        answer = line.post(
            step, "place=consent&since=0", token="guessed", SpeechResult="yes", CallStatus="busy"
        )
        assert (answer.status_code, answer.text) == (403, "not signed by Twilio")
        assert line.told == []
        assert found(store, home, made.id).state is State.READY

    @pytest.mark.parametrize("step", ["answer", "turn", "status"])
    def test_no_signature(self, line: Line, step: str) -> None:
        path = address("", line.organization_id, CALL, step)
        assert line.client.post(path, data={"CallStatus": "busy"}).status_code == 403

    def test_a_signature_of_something_else(self, line: Line) -> None:
        url = address(PUBLIC, line.organization_id, CALL, "status")
        form = {"CallStatus": "busy"}
        given = {"x-twilio-signature": signature(TOKEN, url, form.items())}
        path = url.removeprefix(PUBLIC)
        assert line.client.post(path, data=form, headers=given).status_code == 204
        assert line.client.post(path, data={"CallStatus": "failed"}, headers=given).status_code == 403
        assert line.client.post(f"{path}?a=b", data=form, headers=given).status_code == 403
        other = path.replace(CALL, "call-2")
        assert line.client.post(other, data=form, headers=given).status_code == 403

    def test_a_form_too_large_is_not_read(self, line: Line) -> None:
        assert line.post("status", CallStatus="busy", Padding="x" * MAX_FORM).status_code == 403
        assert line.post("status", CallStatus="busy", Padding="x" * 1000).status_code == 204

    def test_a_call_that_is_not_ours(
        self, store: Store, clock: FrozenClock, made: Interview, line: Line
    ) -> None:
        line.organization_id = "somewhere-else"
        assert "cannot go on" in read(line.post("answer")).words
        assert line.post("status", CallStatus="completed").status_code == 204

    def test_only_post(self, line: Line) -> None:
        assert line.client.get(address("", line.organization_id, CALL, "answer")).status_code == 405

    def test_the_token_does_not_show(self, store: Store, clock: FrozenClock, made: Interview) -> None:
        assert TOKEN not in repr(callbacks(store, clock, made, []))


class TestMedia:
    """The stream's socket; what is said over it is in `tests.live.twilio.test_spoken_call`."""

    def open(self, client: TestClient, made: Interview, token: str = TOKEN) -> Any:
        url = address(PUBLIC, made.organization_id, CALL, "media").replace("https", "wss")
        given = {"x-twilio-signature": signature(token, url, ())}
        return client.websocket_connect(url.removeprefix("wss://us.example"), headers=given)

    def test_without_a_voice_the_socket_says_so(self, made: Interview, line: Line) -> None:
        with self.open(line.client, made) as socket, pytest.raises(WebSocketDisconnect) as gone:
            socket.receive_text()
        assert (gone.value.code, gone.value.reason) == (1011, "no voice on this server")

    def test_an_unsigned_socket_is_never_opened(self, made: Interview, line: Line) -> None:
        with pytest.raises(WebSocketDisconnect), self.open(line.client, made, token="guessed"):
            raise AssertionError("opened")
