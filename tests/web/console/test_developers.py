"""Developers: keys and secrets shown once, webhooks that are tried, told, and told again."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.servers import Sink, wait_for
from tests.web.console.conftest import AsRole
from tests.web.console.scene import held
from tests.web.site import JOB, Site
from vivavoce.actions import access, jobs
from vivavoce.domain.events import DeliveryStatus
from vivavoce.domain.identity import MemberRole, operator
from vivavoce.kit.ids import new_id
from vivavoce.kit.secrets import KEY_PATTERN
from vivavoce.store.shapes import API_KEY, DELIVERY, ENDPOINT

KEYS = "/console/developers/keys"
HOOKS = "/console/developers/webhooks"
SECRET = re.compile(r'<pre id="secret"[^>]*>([^<]+)</pre>')


@pytest.fixture
def boss(as_role: AsRole) -> httpx.Client:
    return as_role(MemberRole.ADMIN)


@pytest.fixture
def sink() -> Iterator[Sink]:
    receiver = Sink()
    yield receiver
    receiver.close()


def hooked(boss: httpx.Client, sink: Sink, product: str = "instaview", *events: str) -> str:
    """The address of a new webhook's page."""
    wanted = list(events) or ["interview.started"]
    made = boss.post(HOOKS, data={"product": product, "url": sink.url, "event": wanted, "name": "Sink"})
    assert made.status_code == 200, made.text
    found = re.search(rf'action="({HOOKS}/[0-9a-f-]+)"', made.text)
    assert found
    return found[1]


class TestKeys:
    def test_the_text_is_in_one_answer_only(self, boss: httpx.Client, site: Site) -> None:
        made = boss.post(KEYS, data={"name": "Greenhouse", "preset": "read", "mode": "test", "life": "30"})
        found = re.search(KEY_PATTERN, made.text)
        assert made.status_code == 200
        assert found
        assert found[0].startswith("vv_test_")
        assert made.headers["cache-control"] == "no-store"
        assert "set-cookie" not in made.headers
        assert found[0] not in boss.get(KEYS).text
        assert "Greenhouse" in boss.get("/admin/api-keys").text
        assert boss.get("/jobs", headers={"authorization": f"Bearer {found[0]}"}).status_code == 200

    def test_nobody_gives_away_nothing(self, boss: httpx.Client) -> None:
        made = boss.post(KEYS, data={"name": "", "preset": "chosen"})
        assert made.status_code == 400
        assert 'id="e-name" role="alert"' in made.text
        assert "Tick at least one" in boss.post(KEYS, data={"name": "X", "preset": "chosen"}).text

    def test_rolled_and_revoked(self, boss: httpx.Client, site: Site) -> None:
        def opens(text: str) -> int:
            return boss.get("/jobs", headers={"authorization": f"Bearer {text}"}).status_code

        first = re.search(KEY_PATTERN, boss.post(KEYS, data={"name": "Roll", "preset": "read"}).text)
        assert first
        with site.deps.house.store.read(site.organization_id) as view:
            old = view.find(API_KEY, handle=first[0][8:16])
        assert old
        second = re.search(KEY_PATTERN, boss.post(f"{KEYS}/{old.id}/roll", data={"overlap": "168"}).text)
        assert second
        assert (opens(first[0]), opens(second[0])) == (200, 200)
        assert boss.post(f"{KEYS}/{old.id}/revoke").status_code == 303
        assert (opens(first[0]), opens(second[0])) == (401, 200)

    def test_the_dialog_closes_by_its_own_button_only(self, desk: Page) -> None:
        desk.goto(KEYS)
        desk.get_by_role("link", name="Create New API Key").click()
        desk.get_by_label("Name").fill("By hand")
        desk.get_by_label("Only what is ticked").check()
        desk.get_by_role("group", name="jobs").get_by_label("read").check()
        desk.get_by_role("button", name="Create key").click()
        dialog = desk.get_by_role("dialog")
        expect(dialog).to_contain_text("vv_live_")
        desk.keyboard.press("Escape")
        desk.keyboard.press("Escape")
        expect(dialog).to_be_visible()
        assert "vv_live_" not in desk.url
        desk.get_by_role("button", name="I have stored it").click()
        expect(desk.get_by_role("dialog")).to_have_count(0)
        expect(desk.get_by_role("row", name="By hand")).to_contain_text("1 permission")

    def test_reviewers_only_look(self, as_role: AsRole) -> None:
        seen = as_role(MemberRole.REVIEWER).get(KEYS)
        assert seen.status_code == 200
        assert "Create New API Key" not in seen.text


class TestWebhooks:
    def test_a_secret_made_here_is_shown_once(self, boss: httpx.Client, sink: Sink) -> None:
        made = boss.post(HOOKS, data={"product": "instaview", "url": sink.url, "event": "interview.started"})
        secret = SECRET.search(made.text)
        assert secret
        page = re.search(rf'action="({HOOKS}/[0-9a-f-]+)"', made.text)
        assert page
        assert secret[1] not in boss.get(page[1]).text
        assert secret[1] not in boss.get(HOOKS).text
        again = SECRET.search(boss.post(f"{page[1]}/secret").text)
        assert again
        assert again[1] != secret[1]

    def test_a_given_secret_is_never_shown(self, boss: httpx.Client, sink: Sink) -> None:
        own = "a secret of my own, long enough"
        sent = {"product": "instaview", "url": sink.url, "event": "interview.started", "secret": own}
        made = boss.post(HOOKS, data=sent)
        assert made.status_code == 303
        assert own not in boss.get(made.headers["location"]).text
        short = boss.post(HOOKS, data={**sent, "secret": "short"})
        assert (short.status_code, "24 to 200" in short.text) == (400, True)

    @pytest.mark.parametrize("url", ["http://10.0.0.1/hook", "ftp://example.com/", "nothing", ""])
    def test_where_nothing_is_sent(self, boss: httpx.Client, url: str) -> None:
        made = boss.post(HOOKS, data={"product": "instaview", "url": url, "event": "interview.started"})
        assert made.status_code == 400
        assert 'id="e-url" role="alert"' in made.text

    def test_the_test_shows_what_was_answered(self, boss: httpx.Client, sink: Sink) -> None:
        page = hooked(boss, sink)
        fine = boss.post(f"{page}/test")
        assert "The test arrived" in fine.text
        assert "webhook-signature" in sink.requests[0].headers
        sink.status = 503
        broken = boss.post(f"{page}/test")
        assert "The test did not arrive" in broken.text
        assert "Answered 503 after" in broken.text
        sink.close()
        assert "The test did not arrive" in boss.post(f"{page}/test").text

    def test_what_happens_is_told_logged_and_sent_again(
        self, boss: httpx.Client, sink: Sink, site: Site
    ) -> None:
        page = hooked(boss, sink)
        done = held(site)
        first = wait_for(lambda: list(sink.requests))[0]
        log = wait_for(lambda: "Delivered" in (shown := boss.get(page).text) and shown)
        assert done.id in html.unescape(log)
        assert "Answered 200 after" in log
        again = re.search(rf'action="({page}/deliveries/[^"]+)"', log)
        assert again
        count = len(sink.requests)
        assert boss.post(again[1]).status_code == 303
        wait_for(lambda: len(sink.requests) > count)
        ids = [request.headers["webhook-id"] for request in sink.requests]
        assert ids.count(ids[-1]) == 2
        bodies = {request.body for request in sink.requests if request.headers["webhook-id"] == ids[-1]}
        assert len(bodies) == 1
        assert first.json

    def test_a_circuit_that_opened_is_closed_and_what_was_missed_is_sent(
        self, boss: httpx.Client, sink: Sink, site: Site
    ) -> None:
        page, store = hooked(boss, sink), site.deps.house.store
        id = page.rpartition("/")[2]
        held(site)
        wait_for(lambda: "Delivered" in boss.get(page).text)
        now = site.deps.house.clock.now()
        with store.write(operator(site.organization_id)) as tx:
            tx.change(ENDPOINT, id, active=False, opened_at=now, failing_since=now, failures=10)
            missed = tx.view.every(DELIVERY, endpoint_id=id)[0]
            tx.change(DELIVERY, missed.id, status=DeliveryStatus.GIVEN_UP, finished_at=now)
        assert "Switched off" in boss.get(page).text
        assert f"{HOOKS}/{id}" in boss.get("/console/developers").text
        sink.requests.clear()
        assert boss.post(f"{page}/replay").status_code == 303
        told = wait_for(lambda: list(sink.requests))
        assert told[0].headers["webhook-id"] == missed.id
        with store.read(site.organization_id) as view:
            assert (view.get(ENDPOINT, id).active, view.get(ENDPOINT, id).failures) == (True, 0)

    def test_changed_and_deleted(self, boss: httpx.Client, sink: Sink, site: Site) -> None:
        page = hooked(boss, sink)
        id = page.rpartition("/")[2]
        assert boss.post(page, data={"url": sink.url}).status_code == 400
        changed = {"url": sink.url, "event": "ping", "name": "Only pings"}
        assert boss.post(page, data=changed).status_code == 303
        with site.deps.house.store.read(site.organization_id) as view:
            known = view.get(ENDPOINT, id)
        assert (known.events, known.active, known.name) == (("ping",), False, "Only pings")
        assert boss.post(f"{page}/delete").status_code == 303
        assert boss.get(page).status_code == 404

    def test_one_endpoint_at_a_time(self, boss: httpx.Client) -> None:
        sent = {"product": "ntrvsta", "url": "https://example.com/hook", "event": "result.completed"}
        assert boss.post(HOOKS, data={**sent, "url": "http://example.com/"}).status_code == 400
        assert boss.post(HOOKS, data=sent).status_code == 200
        second = boss.post(HOOKS, data=sent)
        assert (second.status_code, "one endpoint at a time" in second.text) == (400, True)
        assert boss.get(f"{HOOKS}/new?product=introwa").status_code == 404


class TestEvents:
    def test_numbered_found_and_linked(self, boss: httpx.Client, site: Site) -> None:
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            job = jobs.create(tx, replace(JOB, reference=new_id()))
        found = boss.get(f"/console/developers/events?search={job.id}&family=job")
        assert "job.created" in found.text
        assert f'href="/console/jobs/{job.id}"' in found.text
        assert "Nothing matches" in boss.get(f"/console/developers/events?search={job.id}&family=call").text
        rows = boss.get("/console/developers/events?format=csv").text.splitlines()[1:]
        numbers = [int(row.split(",")[0]) for row in rows]
        assert numbers == list(range(numbers[0], 0, -1))


class TestReference:
    def test_a_first_request_a_product(self, boss: httpx.Client, site: Site) -> None:
        shown = html.unescape(boss.get("/console/developers/reference").text)
        for name in ("instaview", "ninjahire", "ntrvsta", "introwa", "a2a"):
            assert f"/openapi/{name}.json" in shown
        assert f"curl --location '{site.address}/jobs'" in shown
        assert "--header 'x-api-key: <api-key>'" in shown

    def test_every_first_request_is_one(self, boss: httpx.Client, site: Site) -> None:
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            text = access.mint(tx, access.NewKey("curl", frozenset({"*"})))[1].text
        shown = html.unescape(boss.get("/console/developers/reference").text)
        asked = re.findall(r"curl --location '([^'<]+)' \\\n--header '([^:]+): ([^']+)'", shown)
        assert len(asked) == 4
        for url, name, value in asked:
            sent = httpx.get(url, headers={name: value.replace("<api-key>", text)}, trust_env=False)
            assert sent.status_code == 200, url


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        (KEYS, {"name": "X", "preset": "read"}),
        (f"{KEYS}/x/roll", {}),
        (f"{KEYS}/x/revoke", {}),
        (HOOKS, {"product": "instaview", "url": "https://example.com/", "event": "ping"}),
        (f"{HOOKS}/x", {}),
        (f"{HOOKS}/x/secret", {}),
        (f"{HOOKS}/x/test", {}),
        (f"{HOOKS}/x/deliveries/y", {}),
        (f"{HOOKS}/x/replay", {}),
        (f"{HOOKS}/x/circuit", {}),
        (f"{HOOKS}/x/delete", {}),
    ],
)
def test_viewers_change_nothing(as_role: AsRole, path: str, sent: dict[str, str]) -> None:
    assert as_role(MemberRole.VIEWER).post(path, data=sent).status_code == 403
