"""Candidates: found, added, corrected; decided with a reason, answered, exported, held, erased."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.web.console.conftest import AsRole
from tests.web.console.scene import Held, held
from tests.web.site import JOB, Site
from vivavoce.actions import documents, jobs, wishes
from vivavoce.domain.hiring import Application, Candidate, Stage
from vivavoce.domain.identity import MemberRole, candidate, operator
from vivavoce.domain.wishes import WishKind
from vivavoce.kit.ids import new_id
from vivavoce.store.shapes import APPLICATION, CANDIDATE, DOCUMENT, HOLD, OUTCOME, TURN, WISH

PDF = b"%PDF-1.4 a whole life on two pages"


def somebody() -> str:
    """A name nobody else has."""
    return f"Una {new_id()[:8]}"


def page_of(held: Held) -> str:
    return f"/console/candidates/{held.candidate_id}"


def application_of(site: Site, held: Held) -> Application:
    with site.deps.house.store.read(site.organization_id) as view:
        found = view.find(APPLICATION, candidate_id=held.candidate_id, job_id=held.job_id)
        assert found is not None
        return found


def known(site: Site, id: str) -> Candidate:
    with site.deps.house.store.read(site.organization_id) as view:
        return view.get(CANDIDATE, id)


def form(**changed: str) -> dict[str, str]:
    fields = ("first_name", "last_name", "email", "phone", "country", "retain_until")
    return dict.fromkeys(fields, "") | {"first_name": "Una"} | changed


class TestTheList:
    def test_it_is_searched_and_leads_to_the_page(self, site: Site, as_role: AsRole) -> None:
        name = somebody()
        done = held(site, name=name)
        found = as_role(MemberRole.VIEWER).get("/console/candidates", params={"search": name}).text
        assert page_of(done) in found
        assert JOB.title in found

    def test_whose_time_is_over_is_found(self, site: Site, as_role: AsRole) -> None:
        name = somebody()
        done = held(site, name=name)
        viewer = as_role(MemberRole.VIEWER)

        def due(within: str) -> bool:
            asked = {"search": name, "due": within}
            return page_of(done) in viewer.get("/console/candidates", params=asked).text

        assert [due(within) for within in ("over", "week", "month")] == [False, False, False]
        today = site.deps.house.clock.now().date()
        for days, expected in ((20, [False, False, True]), (-1, [True, True, True])):
            with site.deps.house.store.write(operator(site.organization_id)) as tx:
                tx.change(CANDIDATE, done.candidate_id, retain_until=today + timedelta(days=days))
            assert [due(within) for within in ("over", "week", "month")] == expected


class TestAdding:
    def test_somebody_new_applies_for_what_was_ticked(self, site: Site, as_role: AsRole) -> None:
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            job = jobs.create(tx, JOB)
        recruiter, email = as_role(MemberRole.RECRUITER), f"{new_id()}@example.com"
        said = form(email=email, phone="+1 415 555 0100", retain_until="2031-02-03") | {"job": job.id}
        answer = recruiter.post("/console/candidates/new", data=said)
        assert answer.status_code == 303
        added = known(site, answer.headers["location"].rpartition("/")[2])
        assert (added.name, added.email, str(added.retain_until)) == ("Una", email, "2031-02-03")
        page = recruiter.get(answer.headers["location"]).text
        assert "America/Los_Angeles" in page
        assert JOB.title in page

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"first_name": ""}, "first_name"),
            ({"email": "una at example"}, "email"),
            ({"phone": "0905 123 456"}, "phone"),
            ({"retain_until": "next year"}, "retain_until"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(
        self, as_role: AsRole, wrong: dict[str, str], field: str
    ) -> None:
        said = form(country="PT") | wrong
        answer = as_role(MemberRole.RECRUITER).post("/console/candidates/new", data=said)
        assert answer.status_code == 400
        assert f'id="e-{field}"' in answer.text
        assert 'value="PT"' in answer.text, "what was typed stays"

    def test_an_address_that_is_known_leads_to_whoever_has_it(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        email = known(site, done.candidate_id).email or ""
        answer = as_role(MemberRole.RECRUITER).post("/console/candidates/new", data=form(email=email.upper()))
        assert answer.status_code == 400
        assert f'href="{page_of(done)}"' in answer.text

    def test_a_correction_keeps_what_was_not_changed(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        before, recruiter = known(site, done.candidate_id), as_role(MemberRole.RECRUITER)
        shown = recruiter.get(f"{page_of(done)}/edit").text
        assert f'value="{before.email}"' in shown
        said = form(first_name="Adaeze", last_name="Okafor", email=before.email or "")
        assert recruiter.post(f"{page_of(done)}/edit", data=said).status_code == 303
        after = known(site, done.candidate_id)
        assert (after.name, after.email) == ("Adaeze Okafor", before.email)
        assert (after.retain_until, after.stage) == (before.retain_until, before.stage)


class TestDeciding:
    def test_a_rejection_needs_a_reason_and_both_are_kept(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        application, recruiter = application_of(site, done), as_role(MemberRole.RECRUITER)
        address = f"{page_of(done)}/applications/{application.id}"
        silent = recruiter.post(address, data={"stage": "rejected", "reason": " "})
        assert silent.status_code == 400
        assert 'id="reason-error"' in silent.text
        assert re.search(r'value="rejected" required checked', silent.text), "the choice stays"
        assert known(site, done.candidate_id).stage is not Stage.REJECTED
        told = {"stage": "rejected", "reason": "The offer was declined"}
        assert recruiter.post(address, data=told).status_code == 303
        assert known(site, done.candidate_id).stage is Stage.REJECTED
        assert recruiter.post(address, data={"stage": "accepted"}).status_code == 303
        page = recruiter.get(page_of(done)).text
        assert page.index("Accepted") < page.index("Earlier decisions") < page.index("The offer was declined")

    def test_no_stage_is_no_decision(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        address = f"{page_of(done)}/applications/{application_of(site, done).id}"
        assert as_role(MemberRole.RECRUITER).post(address, data={"stage": "hired"}).status_code == 400
        with site.deps.house.store.read(site.organization_id) as view:
            assert view.every(OUTCOME, application_id=application_of(site, done).id) == ()

    def test_another_job_is_added(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            job = jobs.create(tx, JOB)
        recruiter = as_role(MemberRole.RECRUITER)
        assert recruiter.post(f"{page_of(done)}/apply", data={"job": job.id}).status_code == 303
        assert recruiter.post(f"{page_of(done)}/apply", data={"job": job.id}).status_code == 409
        assert f'href="/console/jobs/{job.id}"' in recruiter.get(page_of(done)).text


class TestAnswering:
    def test_a_request_is_answered_once(self, site: Site, as_role: AsRole) -> None:
        done = held(site)
        with site.deps.house.store.write(candidate(site.organization_id, done.candidate_id)) as tx:
            wish = wishes.ask(tx, done.id, WishKind.QUESTION, "Who <b>reads</b> this?")
        recruiter, address = as_role(MemberRole.RECRUITER), f"{page_of(done)}/wishes/{wish.id}"
        page = recruiter.get(page_of(done)).text
        assert f'id="wish-{wish.id}"' in page
        assert "Who &lt;b&gt;reads" in page
        assert recruiter.post(address, data={"text": ""}).status_code == 400
        assert recruiter.post(address, data={"text": "Rita and I."}).status_code == 303
        with site.deps.house.store.read(site.organization_id) as view:
            assert view.get(WISH, wish.id).answer == "Rita and I."
        assert recruiter.post(address, data={"text": "And Bo."}).status_code == 409
        assert f'id="wish-{wish.id}"' not in recruiter.get(page_of(done)).text


class TestFiles:
    def test_a_file_comes_back_as_it_was_and_is_never_opened(self, site: Site, as_role: AsRole) -> None:
        done, recruiter = held(site), as_role(MemberRole.RECRUITER)
        sent = {"file": ('été"; x.html', b"<script>alert(1)</script>", "text/html")}
        assert recruiter.post(f"{page_of(done)}/files", files=sent).status_code == 303
        with site.deps.house.store.read(site.organization_id) as view:
            (document,) = view.every(DOCUMENT, candidate_id=done.candidate_id)
        answer = as_role(MemberRole.VIEWER).get(f"{page_of(done)}/files/{document.id}")
        assert answer.content == b"<script>alert(1)</script>"
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-disposition"].startswith("attachment; filename*=UTF-8''%C3%A9t%C3%A9")

    def test_nothing_is_no_file(self, site: Site, as_role: AsRole) -> None:
        done, recruiter = held(site), as_role(MemberRole.RECRUITER)
        for files in ({"file": ("empty.pdf", b"", "application/pdf")}, {"other": ("a.pdf", PDF, "")}):
            answer = recruiter.post(f"{page_of(done)}/files", files=files)
            assert answer.status_code == 400
            assert 'id="file-error"' in answer.text

    def test_a_file_is_found_under_its_own_candidate_only(self, site: Site, as_role: AsRole) -> None:
        one, two = held(site), held(site)
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            document = documents.attach(tx, one.candidate_id, "cv.pdf", "application/pdf", PDF)
        viewer = as_role(MemberRole.VIEWER)
        assert viewer.get(f"{page_of(one)}/files/{document.id}").status_code == 200
        assert viewer.get(f"{page_of(two)}/files/{document.id}").status_code == 404


class TestTheirData:
    def test_the_export_holds_what_is_kept(self, site: Site, as_role: AsRole) -> None:
        name = somebody()
        done = held(site, name=name)
        with site.deps.house.store.write(operator(site.organization_id)) as tx:
            documents.attach(tx, done.candidate_id, "cv.pdf", "application/pdf", PDF)
            said = tx.view.every(TURN, interview_id=done.id)[1].text
        answer = as_role(MemberRole.VIEWER).get(f"{page_of(done)}/export.zip")
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["cache-control"] == "no-store"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
            export = json.loads(packed.read("export.json"))
            assert PDF in [packed.read(name) for name in packed.namelist()]
        assert said in json.dumps(export, ensure_ascii=False)
        assert name.split()[1] in json.dumps(export)

    def test_who_is_held_is_not_erased(self, site: Site, as_role: AsRole) -> None:
        name = somebody()
        done, admin = held(site, name=name), as_role(MemberRole.ADMIN)
        assert admin.post(f"{page_of(done)}/hold", data={"reason": ""}).status_code == 400
        assert admin.post(f"{page_of(done)}/hold", data={"reason": "A complaint is open"}).status_code == 303
        assert "A complaint is open" in admin.get(f"{page_of(done)}/erase").text
        refused = admin.post(f"{page_of(done)}/erase", data={"name": name})
        assert refused.status_code == 409
        assert "A complaint is open" in refused.text
        assert admin.post(f"{page_of(done)}/release").status_code == 303
        with site.deps.house.store.read(site.organization_id) as view:
            assert view.find(HOLD, candidate_id=done.candidate_id) is None

    def test_erasing_asks_for_the_name_and_shows_what_proves_it(self, site: Site, desk: Page) -> None:
        name = somebody()
        done = held(site, name=name)
        desk.goto(page_of(done))
        desk.get_by_text("More", exact=True).click()
        desk.get_by_role("link", name="Erase everything").click()
        field = desk.get_by_label(f"To go on, type the name: {name}")
        field.fill("somebody else")
        desk.get_by_role("button", name="Erase for good").click()
        expect(field).to_have_accessible_description("Please type the name exactly as it stands here.")
        assert known(site, done.candidate_id).name == name
        field.fill(name.lower())
        desk.get_by_role("button", name="Erase for good").click()
        expect(desk.get_by_role("heading", name="Certificate of erasure")).to_be_visible()
        expect(desk.get_by_text(done.candidate_id)).to_be_visible()
        assert int(desk.locator("tr", has_text=re.compile("turn", re.I)).locator(".number").inner_text()) > 0
        answer = desk.goto(page_of(done))
        assert answer is not None
        assert answer.status == 404


def test_the_past_is_told_newest_first(site: Site, as_role: AsRole) -> None:
    done, recruiter = held(site), as_role(MemberRole.RECRUITER)
    with site.deps.house.store.write(candidate(site.organization_id, done.candidate_id)) as tx:
        wishes.ask(tx, done.id, WishKind.HELP, "It does not open")
    address = f"{page_of(done)}/applications/{application_of(site, done).id}"
    recruiter.post(address, data={"stage": "in_process", "reason": "Second round"})
    page = recruiter.get(page_of(done)).text
    past = page[page.index('<ol class="past">') :]
    order = ["Second round", "It does not open", "Finished", "Live now", "Being prepared", "Applied", "Added"]
    places = [past.index(words) for words in order]
    assert places == sorted(places)


def test_a_viewer_is_offered_nothing(site: Site, as_role: AsRole) -> None:
    done = held(site)
    with site.deps.house.store.write(candidate(site.organization_id, done.candidate_id)) as tx:
        wishes.ask(tx, done.id, WishKind.HELP, "It does not open")
    viewer = as_role(MemberRole.VIEWER)
    page = viewer.get(page_of(done)).text
    assert 'method="post"' not in page[page.index('id="main"') :]
    assert "Erase" not in page
    assert "Add a candidate" not in viewer.get("/console/candidates").text
    assert viewer.get("/console/candidates/new").status_code == 403
    assert viewer.post("/console/candidates/new", data=form()).status_code == 403
