"""Does a candidate get from the link to the receipt, whatever the network does on the way?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from vivavoce.domain.interview import Role
from vivavoce.domain.wishes import AmendmentKind, WishKind
from vivavoce.store.shapes import AMENDMENT, IMPRESSION

from .room import agree, answer, asked, choose, enter, finish, listening, reach, told
from .site import Invited, Site

pytestmark = pytest.mark.browser

FIRST = "I rewrote our slow order search in Python: 4 s became 300 ms after I added two indexes."
SECOND = "I chose the schema and the migration path, because downtime would have cost a day of orders."
UNSENT = "We measured it with pg_stat_statements before and after."
RIGHT = FIRST.replace("300 ms", "30 ms")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to a control by keyboard and use it."""
    reach(page, wanted)
    page.keyboard.press(key)


def amended(site: Site, invited: Invited) -> list[tuple[int, AmendmentKind, str]]:
    with site.deps.house.store.read(site.organization_id) as view:
        return [(one.turn, one.kind, one.text) for one in view.every(AMENDMENT, interview_id=invited.id)]


def test_from_the_mailed_link_to_the_receipt_by_keyboard(page: Page, site: Site) -> None:
    invited = site.invite("ada@example.com")
    page.goto(invited.link)
    expect(page.get_by_role("heading", name="Backend engineer")).to_be_visible()
    expect(page.get_by_text("9 to 15 minutes")).to_be_visible()
    press(page, page.get_by_role("link", name="Go on"))
    press(page, page.get_by_role("button", name="I agree, go on"))
    expect(page.get_by_role("alert")).to_contain_text("tick every box")
    for tick in page.get_by_role("checkbox").all():
        press(page, tick, "Space")
    press(page, page.get_by_role("button", name="I agree, go on"))

    press(page, page.get_by_label("Breaks"), "Space")
    press(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_text("a***@e***.com")).to_be_visible()
    press(page, page.get_by_role("button", name="Send me the code"))
    expect(page.get_by_label("Six-digit code")).to_be_focused()
    code = site.code("ada@example.com")
    page.keyboard.insert_text(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    press(page, page.get_by_role("link", name="Begin the interview"))

    listening(page)
    expect(page.locator("#progress")).to_have_text("Topic 1 of 5 · about 15 min left")
    answer(page, FIRST)
    press(page, page.get_by_role("button", name="Fix a word"))
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(RIGHT)
    press(page, page.get_by_role("button", name="Save"))
    expect(page.locator("#log .candidate .said")).to_have_text(RIGHT)
    expect(page.locator("#log .candidate .first")).to_contain_text(FIRST)
    answer(page, SECOND)
    said = [turn.text for turn in site.turns(invited.id) if turn.role is Role.CANDIDATE]
    assert said == [FIRST, SECOND]

    press(page, page.get_by_role("link", name="Stop", exact=True))
    expect(page.get_by_role("button", name="Go on with the interview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Stop", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    press(page, page.get_by_role("button", name="Stop now"))
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()
    expect(page.get_by_text(invited.id[:8].upper())).to_be_visible()

    press(page, page.get_by_role("link", name="Add something to an answer"))
    press(page, page.locator("summary").first)
    page.keyboard.press("Tab")
    page.keyboard.type("It ran on PostgreSQL 15.")
    reach(page, page.get_by_label("Your questions for the team"))
    page.keyboard.type("How big is the team?")
    press(page, page.get_by_role("button", name="Submit"))
    reach(page, page.get_by_label("Bad", exact=True))
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    press(page, page.get_by_role("button", name="Send the rating"))
    expect(page.get_by_text("Thank you for your rating.")).to_be_visible()

    first = next(turn.number for turn in site.turns(invited.id) if turn.role is Role.CANDIDATE)
    assert amended(site, invited) == [
        (first, AmendmentKind.CORRECTION, RIGHT),
        (first, AmendmentKind.ADDITION, "It ran on PostgreSQL 15."),
    ]
    assert site.wishes(invited) == [(WishKind.QUESTION, "How big is the team?")]
    with site.deps.house.store.read(site.organization_id) as view:
        rated = view.find(IMPRESSION, interview_id=invited.id)
    assert rated is not None
    assert rated.stars == 4
    page.goto(invited.link)
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()


def test_a_wrong_code_is_refused_beside_its_field(page: Page, site: Site) -> None:
    agree(page, site.invite("bo@example.com"))
    choose(page)
    page.get_by_role("button", name="Send me the code").click()
    wrong = "000000" if site.code("bo@example.com") != "000000" else "111111"
    page.get_by_label("Six-digit code").fill(wrong)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("Six-digit code")).to_have_accessible_description(
        "That code is not right, or it is no longer valid. You can try again or ask for a new one."
    )


def test_a_reload_keeps_question_log_draft_and_corrections(page: Page, site: Site) -> None:
    invited = site.invite()
    enter(page, invited)
    answer(page, FIRST)
    page.get_by_role("button", name="Fix a word").click()
    page.get_by_label("Your words, corrected").fill(RIGHT)
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#log .first")).to_be_visible()
    page.get_by_label("Your answer").fill("A draft")
    question, log = page.locator("#question").inner_text(), told(page)

    page.reload()
    listening(page)
    expect(asked(page)).to_have_count(sum(turn.role is Role.AGENT for turn in site.turns(invited.id)))
    assert told(page) == log
    assert RIGHT in log
    assert page.locator("#question").inner_text() == question
    expect(page.get_by_label("Your answer")).to_have_value("A draft")


def test_what_is_written_while_the_line_is_cut_arrives_once(page: Page, site: Site) -> None:
    invited = site.invite()
    enter(page, invited)
    answer(page, FIRST)
    site.relay.cut()
    expect(page.locator("#banner")).to_have_text("Saved up to your last sentence. Reconnecting…")
    page.get_by_label("Your answer").fill(UNSENT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log .pending")).to_contain_text(UNSENT)
    expect(page.get_by_role("button", name="Continue later")).to_be_visible()
    page.get_by_role("button", name="Continue later").click()
    expect(page.get_by_text("within 15 minutes: you go on at the same question")).to_be_visible()

    site.relay.mend()
    page.get_by_role("button", name="Continue here").first.click()
    expect(page.locator("#banner")).to_be_empty()
    expect(page.locator("#trouble")).to_be_hidden()
    expect(page.locator("#log .pending")).to_have_count(0)
    listening(page)
    kept = [turn.text for turn in site.turns(invited.id)]
    assert told(page) == kept
    assert kept.count(UNSENT) == 1


def test_the_requests_are_sent_as_words_the_interviewer_understands(page: Page, site: Site) -> None:
    enter(page, site.invite())
    first = page.locator("#question .question").inner_text()
    for button, words, reply in (
        ("Repeat", "Could you repeat the question?", first),
        ("Say it another way", "Could you say it differently?", "Let me put it differently."),
        ("I need a moment", "I need a moment", "Take your time."),
        ("Skip", "I'd like to skip this question", "Let us go on."),
    ):
        before = asked(page).count()
        page.get_by_role("button", name=button, exact=True).click()
        expect(asked(page)).to_have_count(before + 1)
        expect(page.locator("#log .candidate p").last).to_have_text(words)
        expect(asked(page).last).to_contain_text(reply)
    expect(page.locator("#progress")).to_contain_text("Topic 2 of 5")
    expect(page.get_by_role("button", name="Fix a word")).to_have_count(0)


def test_an_empty_answer_is_not_sent(page: Page, site: Site) -> None:
    enter(page, site.invite())
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("alert")).to_have_text("Please write an answer first, or choose Skip.")
    expect(page.locator("#log .candidate")).to_have_count(0)


def test_one_kind_word_a_topic_and_never_a_second(page: Page, site: Site) -> None:
    page.clock.install()
    enter(page, site.invite())
    words = "Take your time. Press Done when you are ready."
    page.clock.fast_forward(59_000)
    expect(page.locator("#nudge")).to_be_empty()
    page.clock.fast_forward(2_000)
    expect(page.locator("#nudge")).to_have_text(words)
    page.reload()
    listening(page)
    page.clock.fast_forward(600_000)
    expect(page.locator("#nudge")).to_be_empty()


def test_a_pause_can_be_left_and_come_back_to(page: Page, site: Site) -> None:
    invited = site.invite()
    enter(page, invited)
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Go on")).to_be_focused()
    expect(page.locator("#paused")).to_contain_text("Your link works until")
    expect(page.get_by_label("Your answer")).to_be_hidden()
    page.goto("about:blank")
    page.goto(invited.link)
    expect(page.locator("#state")).to_have_text("Paused")
    page.get_by_role("button", name="Go on").click()
    listening(page)
    expect(page.get_by_label("Your answer")).to_be_focused()


def test_the_newest_window_has_the_room_and_the_older_can_take_it_back(page: Page, site: Site) -> None:
    enter(page, site.invite())
    other = page.context.new_page()
    other.goto(page.url)
    listening(other)
    expect(page.locator("#state")).to_have_text("Opened in another window")
    page.locator("#here").click()
    listening(page)
    expect(other.locator("#state")).to_have_text("Opened in another window")


def test_the_last_words_can_be_read_before_the_review(page: Page, site: Site) -> None:
    enter(page, site.invite())
    finish(page)
    expect(page.locator("#question")).to_contain_text("Of course, we can stop here.")
    expect(page.get_by_label("Your answer")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Look over your answers")).to_be_visible()
    expect(page.locator(".chip")).to_have_text(["Skipped", *["Not reached"] * 4])


def test_the_tab_keeps_what_the_contract_names(page: Page, site: Site) -> None:
    """a2a contract, U10."""
    enter(page, site.invite())
    kept = page.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('interview_')).sort()")
    names = ("candidate_name", "position", "session_token", "tenant_id", "token", "ws_url")
    assert kept == [f"interview_{name}" for name in names]


def test_what_was_adjusted_is_so(page: Page, site: Site) -> None:
    invited = site.invite()
    agree(page, invited)
    choose(page, "Extra time", "Larger text", "Questions in advance")
    questions = page.locator(".ahead li")
    expect(questions).to_have_count(5)
    expect(page.locator("html")).to_have_css("font-size", "20px")
    first = questions.first.inner_text()
    page.get_by_role("link", name="Begin the interview").click()
    expect(page.locator("#progress")).to_have_text("Topic 1 of 5 · about 22 min left")
    expect(page.locator("#question")).to_contain_text(first)
    page.get_by_role("link", name="Ask for an adjustment").click()
    page.get_by_label("Extra time").uncheck()
    choose(page)
    expect(page.locator("#progress")).to_have_text("Topic 1 of 5 · about 15 min left")


def test_another_browser_does_not_come_into_the_room_with_the_address_alone(
    page: Page, browser: Browser, site: Site
) -> None:
    enter(page, site.invite())
    stranger = browser.new_context().new_page()
    stranger.goto(page.url)
    expect(stranger.get_by_text("Invitation to a first interview")).to_be_visible()
    stranger.context.close()
