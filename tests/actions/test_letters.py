"""Letters: what each says, to whom and when not; the same in text and HTML; and no name that breaks one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from html import unescape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as pages

from tests.actions.scene import JANE, JOB, LINKS, ONLINE, arranged, held, planned
from vivavoce.actions import access, candidates, course, letters, lobby, sheets, wishes
from vivavoce.actions.candidates import ChangeCandidate
from vivavoce.actions.sheets import Sheet
from vivavoce.actions.stationery import Reader, Writer, written
from vivavoce.domain.errors import MissingScope, NotFound
from vivavoce.domain.identity import Actor, ActorKind, Organization, Policy, candidate, operator
from vivavoce.domain.interview import Interview
from vivavoce.domain.invitation import Invitation
from vivavoce.domain.wishes import Ease, WishKind
from vivavoce.kit.clock import FrozenClock
from vivavoce.kit.words import LANGUAGES
from vivavoce.providers.mail import Mail, composed
from vivavoce.store.database import Store
from vivavoce.store.shapes import INTERVIEW, INVITATION

AT = datetime(2026, 12, 22, 23, 30, tzinfo=UTC)
LINK = "https://interviews.example/interview/join/token"
FACTS: dict[Sheet, dict[str, Any]] = {
    sheets.INVITATION: {"position": "Baker", "minutes": 15, "shortest": 9, "until": AT, "link": LINK},
    sheets.REMINDER: {"position": "Baker", "minutes": 15, "shortest": 9, "until": AT, "link": LINK},
    sheets.CODE: {"position": "Baker", "code": "483920"},
    sheets.RECEIPT: {"position": "Baker", "receipt": "7F3A91BC", "by": AT, "link": LINK},
    sheets.ANSWER: {"position": "Baker", "asked": AT, "link": LINK},
    sheets.CALL: {"position": "Baker", "on": AT.date(), "at": "08:00 (Europe/Lisbon)"},
    sheets.WARNING: {"position": "Baker", "host": "hooks.example", "since": AT, "link": LINK},
}
JANE_READS = Reader("jane@example.com", "Jane", "en", "America/Los_Angeles")
RITA = Writer("Acme", "Rita Ames\nTalent", "rita@acme.example")
every_sheet = pytest.mark.parametrize("sheet", sheets.ALL, ids=lambda sheet: sheet.name)
LETTER = st.text(st.characters(exclude_categories=()), max_size=40)
HOSTILE = LETTER | st.sampled_from(
    [
        "Jane\r\nBcc: everybody@example.com",
        "Jane\n\n<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</div></body><h1>Pay here</h1>",
        "\u202egnp.exe",
        "{{ 7 * 7 }}{% raw %}",
        "%(link)s %s %",
        "&lt;b&gt;\x00\x1b[31m",
        "\ud800",
    ]
)


def words(html: str) -> str:
    """What a reader sees of a page, on one line."""
    body = pages.document_fromstring(html).find("body")
    return " ".join(" ".join(body.itertext()).split())


def sent(mail: Mail) -> EmailMessage:
    sender = "vivavoce <interviews@example.org>"
    wire = composed(mail, sender, FrozenClock(AT)).as_bytes(policy=SMTP)
    return message_from_bytes(wire, policy=SMTP)  # type: ignore[return-value]


class TestSheets:
    @every_sheet
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_text_and_html_say_the_same(self, sheet: Sheet, language: str) -> None:
        """Every paragraph of the text is on the page; what stands only there are headings and the button."""
        mail = written(
            sheet, replace(JANE_READS, language=language), RITA, quote="Two\nlines", **FACTS[sheet]
        )
        assert mail.html is not None
        page = words(mail.html)
        for paragraph in mail.text.split("\n\n"):
            assert " ".join(paragraph.split()) in page
        assert "\n\n\n" not in mail.text
        assert f'<html lang="{language}">' in mail.html

    @every_sheet
    def test_the_page_stands_alone(self, sheet: Sheet) -> None:
        """Nothing is fetched, nothing runs, and what lays it out is told to be no table."""
        page = written(sheet, JANE_READS, RITA, quote="x", **FACTS[sheet]).html or ""
        tree = pages.document_fromstring(page)
        assert not tree.xpath("//img | //script | //link | //iframe | //form | //table | //*[@src]")
        assert "url(" not in page
        assert page.count("<table") == page.count('<table role="presentation"')
        assert [heading.tag for heading in tree.iter("h1", "h2", "h3")][:1] == ["h1"]
        targets = {anchor.get("href") for anchor in tree.iter("a")}
        assert targets <= {LINK}
        for target in targets:
            assert target in words(page)

    @every_sheet
    def test_a_page_is_no_larger_than_mail_programs_show(self, sheet: Sheet) -> None:
        """Gmail cuts a message after 102 kB."""
        page = written(sheet, JANE_READS, RITA, quote="x" * 2000, **FACTS[sheet]).html or ""
        assert len(page.encode()) < 20_000

    @every_sheet
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.data())
    def test_no_name_and_no_message_breaks_it(self, sheet: Sheet, data: st.DataObject) -> None:
        def hostile() -> str:
            return data.draw(HOSTILE)

        facts = {name: hostile() if name == "position" else fact for name, fact in FACTS[sheet].items()}
        writer = Writer(hostile(), hostile(), "rita@acme.example")
        mail = written(
            sheet, replace(JANE_READS, first_name=hostile()), writer, quote=f"x{hostile()}", **facts
        )
        plain = written(sheet, JANE_READS, RITA, quote="x", **FACTS[sheet])
        shown = sent(mail)
        assert shown.keys() == sent(plain).keys()
        assert [str(address) for address in shown["To"].addresses] == ["jane@example.com"]
        assert mail.html is not None
        assert markup(mail.html) == markup(plain.html or "")
        assert not re.search(
            r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", mail.text + mail.subject
        )

    def test_the_message_keeps_its_lines(self) -> None:
        quote = "One <b> {{ 7 * 7 }} %(link)s\ntwo\n\nthree"
        mail = written(sheets.ANSWER, JANE_READS, RITA, quote=quote, **FACTS[sheets.ANSWER])
        assert quote in mail.text
        assert "One &lt;b&gt; {{ 7 * 7 }} %(link)s<br>two<br><br>three</blockquote>" in (mail.html or "")
        assert "Rita Ames<br>Talent" in (mail.html or "")

    def test_it_says_that_a_program_wrote_it(self) -> None:
        shown = sent(written(sheets.CODE, JANE_READS, RITA, **FACTS[sheets.CODE]))
        assert shown["Auto-Submitted"] == "auto-generated"
        assert shown["Reply-To"] == "rita@acme.example"
        assert shown["List-Unsubscribe"] is None

    @pytest.mark.parametrize(
        ("minutes", "said"), [(1, "It takes about one minute."), (30, "It takes about 18 to 30 minutes.")]
    )
    def test_one_minute_and_many(self, minutes: int, said: str) -> None:
        facts = FACTS[sheets.INVITATION] | {"minutes": minutes, "shortest": letters.shortest(minutes)}
        assert said in written(sheets.INVITATION, JANE_READS, RITA, **facts).text

    def test_dates_in_the_readers_language(self) -> None:
        german = written(sheets.RECEIPT, replace(JANE_READS, language="de"), RITA, **FACTS[sheets.RECEIPT])
        assert "Dienstag, 22. Dezember 2026" in german.text
        english = written(sheets.RECEIPT, JANE_READS, RITA, **FACTS[sheets.RECEIPT])
        assert "Tuesday, December 22, 2026" in english.text

    def test_a_stranger_is_greeted_without_a_name(self) -> None:
        text = written(sheets.CODE, Reader("jane@example.com"), RITA, **FACTS[sheets.CODE]).text
        assert text.startswith("Hello,\n")

    @pytest.mark.parametrize(
        ("zone", "there"),
        [
            (
                "America/Argentina/Buenos_Aires",
                "By the clock in Buenos Aires that is Tuesday, December 22, 2026, 20:30.",
            ),
            ("Asia/Tokyo", "By the clock in Tokyo that is Wednesday, December 23, 2026, 08:30."),
        ],
    )
    def test_the_end_by_the_readers_clock(self, zone: str, there: str) -> None:
        mail = written(sheets.INVITATION, replace(JANE_READS, zone=zone), RITA, **FACTS[sheets.INVITATION])
        assert f"until Tuesday, December 22, 2026, 23:30 UTC. {there}" in mail.text

    def test_the_end_in_utc_where_nothing_tells_the_clock(self) -> None:
        mail = written(sheets.INVITATION, replace(JANE_READS, zone=""), RITA, **FACTS[sheets.INVITATION])
        assert "23:30 UTC." in mail.text
        assert "By the clock" not in mail.text


def markup(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, line breaks left out."""
    tree = pages.document_fromstring(html)
    return [(str(one.tag), tuple(one.keys())) for one in tree.iter() if one.tag != "br"]


class TestInvitation:
    def test_it_says_who_what_how_long_and_until_when(self, store: Store, home: Organization) -> None:
        job = replace(JOB, details=replace(JOB.details, employer="Initech"))
        made = planned(store, home, job=job, message="Bring <i>questions</i>", reply_to="rita@acme.example")
        mail = invited(store, made)
        link = link_of(store, made)
        assert mail.subject == "Your interview with Initech: Backend Engineer"
        assert (mail.to, mail.reply_to) == (JANE.email, "rita@acme.example")
        for said in (
            "Hello Jane,",
            "Initech invites you to a first interview for Backend Engineer.",
            "Bring <i>questions</i>",
            "It takes about 7 to 12 minutes.",
            "Tuesday, December 22, 2026, 09:00 UTC. By the clock in Los Angeles",
            LINKS.url(link.id),
            "A person reads your answers and decides; the AI decides nothing.",
            "You would rather talk to a person",
            "Your reply reaches rita@acme.example.",
        ):
            assert said in mail.text
        assert "Acme" not in mail.text

    @pytest.mark.parametrize(
        ("phone", "country", "city"),
        [
            ("+493012345678", None, "Berlin"),
            (None, "PT", None),
            (None, "Japan", "Tokyo"),
            ("+18005550100", None, None),
            (None, None, None),
        ],
    )
    def test_local_time_only_where_there_is_one(
        self, store: Store, home: Organization, phone: str | None, country: str | None, city: str | None
    ) -> None:
        made = planned(store, home, candidate=replace(JANE, phone=phone, country=country))
        found = re.search(r"By the clock in (\w+) that is", invited(store, made).text)
        assert (found and found[1]) == city

    def test_in_the_language_and_for_the_time_the_candidate_chose(
        self, store: Store, home: Organization
    ) -> None:
        made = planned(store, home)
        adjusted(store, made, "de", Ease.EXTRA_TIME)
        mail = invited(store, made)
        assert '<html lang="de">' in (mail.html or "")
        assert "Dienstag, 22. Dezember 2026" in mail.text
        assert re.search(r"\b11\b.*\b18\b", mail.text)

    def test_a_language_that_is_gone_is_english(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        adjusted(store, made, "tlh")
        assert "Hello Jane," in invited(store, made).text

    def test_the_organizations_own_signature(self, store: Store, home: Organization) -> None:
        with store.write(operator(home.id)) as tx:
            policy = Policy(signature="Warm regards\nAcme People")
            access.change_organization(tx, access.ChangeOrganization(policy=policy))
        assert "\n\nWarm regards\nAcme People\n\n" in invited(store, planned(store, home)).text

    @pytest.mark.parametrize("why", ["no address", "not ready", "called off", "by telephone"])
    def test_none_without_a_reader_or_a_reason(self, store: Store, home: Organization, why: str) -> None:
        made = {
            "no address": lambda: planned(store, home, candidate=replace(JANE, email=None)),
            "not ready": lambda: arranged(store, home),
            "called off": lambda: planned(store, home),
            "by telephone": lambda: planned(store, home, phone=True),
        }[why]()
        if why == "called off":
            with store.write(operator(home.id)) as tx:
                course.cancel(tx, made.id)
        with store.read(home.id) as view:
            assert letters.invitation(view, LINKS, made.id) is None

    def test_a_sample_says_the_same(self, store: Store, home: Organization) -> None:
        made = planned(store, home, candidate=replace(JANE, phone=None), message="Welcome", agent=ONLINE)
        mail, link = invited(store, made), link_of(store, made)
        with store.read(home.id) as view:
            sample = letters.sample(
                view, operator(home.id), made.job_id or "", "Jane", 12, link.expires_at, "Welcome"
            )
        assert sample.subject == mail.subject
        assert sample.text == mail.text.replace(LINKS.url(link.id), "…")

    def test_a_sample_is_for_members_of_the_job(self, store: Store, home: Organization) -> None:
        nobody = Actor(ActorKind.KEY, "k", home.id, frozenset({"jobs:read"}))
        with store.read(home.id) as view:
            with pytest.raises(MissingScope):
                letters.sample(view, nobody, "x", "Jane", 12, AT, "")
            with pytest.raises(NotFound):
                letters.sample(view, operator(home.id), "x", "Jane", 12, AT, "")


class TestCode:
    def test_the_subject_and_the_header_are_as_published(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        link = link_of(store, made)
        with store.write(candidate(home.id, made.candidate_id)) as tx:
            code = lobby.request_code(tx, link.id, "a browser")
        with store.read(home.id) as view:
            mail = letters.one_time_code(view, LINKS, code.id)
        assert mail is not None
        shown = sent(mail)
        assert shown["Subject"] == f"Your interview code: {LINKS.code(code.id)}"
        assert str(shown["X-Vivavoce-Link"]).strip() == link.token_hash
        assert "By using the code and beginning you agree to that." in mail.text
        assert LINKS.url(link.id) not in mail.text


class TestReceipt:
    def test_number_answer_and_own_page(self, store: Store, home: Organization) -> None:
        made = held(store, home)
        with store.read(home.id) as view:
            mail = letters.receipt(view, LINKS, made.id)
        assert mail is not None
        for said in (
            f"Your receipt: {made.id[:8].upper()}",
            "You hear from them by Sunday, November 29, 2026.",
            f"{LINKS.url(link_of(store, made).id)}/data",
        ):
            assert said in mail.text

    @pytest.mark.parametrize("why", ["not begun", "never written to", "a test", "no address"])
    def test_none_without_reason(self, store: Store, home: Organization, why: str) -> None:
        made = (
            planned(store, home) if why == "not begun" else held(store, home, mails=why != "never written to")
        )
        with store.write(operator(home.id)) as tx:
            if why == "a test":
                tx.change(INTERVIEW, made.id, is_test=True)
            if why == "no address":
                candidates.change(tx, made.candidate_id, ChangeCandidate(email=None))
        with store.read(home.id) as view:
            assert letters.receipt(view, LINKS, made.id) is None


class TestAnswer:
    def mail(self, store: Store, made: Interview, text: str | None = "Of course.\nRita") -> Mail | None:
        with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
            wish = wishes.ask(tx, made.id, WishKind.HELP, "My mother is ill")
        if text is not None:
            with store.write(operator(made.organization_id)) as tx:
                wishes.answer(tx, wish.id, text)
        with store.read(made.organization_id) as view:
            return letters.answer(view, LINKS, wish.id)

    def test_it_brings_the_answer_and_not_the_question(self, store: Store, home: Organization) -> None:
        made = planned(store, home)
        mail = self.mail(store, made)
        assert mail is not None
        assert mail.subject == "You have an answer from Acme"
        assert "Of course.\nRita" in mail.text
        assert "mother" not in mail.text
        assert f"{LINKS.url(link_of(store, made).id)}/data" in mail.text

    def test_not_before_there_is_one(self, store: Store, home: Organization) -> None:
        assert self.mail(store, planned(store, home), text=None) is None

    @pytest.mark.parametrize(
        ("why", "opens"), [("expired", False), ("revoked", False), ("held and expired", True)]
    )
    def test_the_own_page_only_while_the_link_opens_it(
        self, store: Store, home: Organization, clock: FrozenClock, why: str, opens: bool
    ) -> None:
        made = held(store, home) if why.startswith("held") else planned(store, home)
        if why == "revoked":
            with store.write(operator(home.id)) as tx:
                tx.change(INVITATION, link_of(store, made).id, revoked_at=clock.now())
        else:
            clock.advance(timedelta(days=40))
        mail = self.mail(store, made)
        assert mail is not None
        assert ("/data" in mail.text) is opens
        assert ("/data" in unescape(mail.html or "")) is opens


def link_of(store: Store, made: Interview) -> Invitation:
    with store.read(made.organization_id) as view:
        link = view.find(INVITATION, interview_id=made.id)
    assert link is not None
    return link


def invited(store: Store, made: Interview) -> Mail:
    with store.read(made.organization_id) as view:
        mail = letters.invitation(view, LINKS, made.id)
    assert mail is not None
    return mail


def adjusted(store: Store, made: Interview, language: str, *eases: Ease) -> None:
    with store.write(candidate(made.organization_id, made.candidate_id)) as tx:
        wishes.adjust(tx, made.id, eases, language)


def test_a_date_may_be_without_a_time() -> None:
    mail = written(sheets.CALL, JANE_READS, RITA, **FACTS[sheets.CALL] | {"on": date(2027, 1, 1)})
    assert "On Friday, January 1, 2027 at about 08:00 (Europe/Lisbon) we call you for Acme" in mail.text
