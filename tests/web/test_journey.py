"""Does a candidate get from the link to the receipt, whatever the network does on the way?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from vivavoce.domain.interview import Role

from .room import agree, answer, asked, enter, listening, reach, told
from .site import Site

pytestmark = pytest.mark.browser

FIRST = "I rewrote our slow order search in Python: 4 s became 300 ms after I added two indexes."
SECOND = "I chose the schema and the migration path, because downtime would have cost a day of orders."
UNSENT = "We measured it with pg_stat_statements before and after."


def test_from_the_mailed_link_to_the_receipt_by_keyboard(page: Page, site: Site) -> None:
    invited = site.invite("ada@example.com")
    page.goto(invited.link)
    begin = page.get_by_role("button", name="Begin the interview")
    reach(page, begin)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("tick both boxes")

    for tick in page.get_by_role("checkbox").all():
        reach(page, tick)
        page.keyboard.press("Space")
    reach(page, begin)
    page.keyboard.press("Enter")

    expect(page.get_by_text("a***@e***.com")).to_be_visible()
    reach(page, page.get_by_role("button", name="Send me the code"))
    page.keyboard.press("Enter")
    field = page.get_by_label("Six-digit code")
    expect(field).to_be_focused()
    code = site.code("ada@example.com")
    page.keyboard.insert_text(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")

    listening(page)
    expect(page.locator("#progress")).to_have_text("Question 1 of 5 · about 15 min left")
    answer(page, FIRST)
    answer(page, SECOND)
    said = [turn.text for turn in site.turns(invited.id) if turn.role is Role.CANDIDATE]
    assert said == [FIRST, SECOND]

    reach(page, page.get_by_role("button", name="Stop", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Go on with the interview")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Stop", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Stop now"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()
    expect(page.get_by_text(invited.id[:8].upper())).to_be_visible()
    page.goto(invited.link)
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()


def test_a_wrong_code_is_refused_beside_its_field(page: Page, site: Site) -> None:
    agree(page, site.invite("bo@example.com"))
    page.get_by_role("button", name="Send me the code").click()
    wrong = "000000" if site.code("bo@example.com") != "000000" else "111111"
    page.get_by_label("Six-digit code").fill(wrong)
    page.get_by_role("button", name="Go to the interview").click()
    expect(page.get_by_label("Six-digit code")).to_have_accessible_description(
        "That code is not right, or it is no longer valid. You can try again or ask for a new one."
    )


def test_a_reload_keeps_question_log_and_draft(page: Page, site: Site) -> None:
    invited = site.invite()
    enter(page, invited)
    answer(page, FIRST)
    page.get_by_label("Your answer").fill("A draft")
    question, log = page.locator("#question").inner_text(), told(page)

    page.reload()
    listening(page)
    expect(asked(page)).to_have_count(sum(turn.role is Role.AGENT for turn in site.turns(invited.id)))
    assert told(page) == log
    assert page.locator("#question").inner_text() == question
    expect(page.get_by_label("Your answer")).to_have_value("A draft")


def test_what_is_written_while_the_line_is_cut_arrives_once(page: Page, site: Site) -> None:
    invited = site.invite()
    enter(page, invited)
    answer(page, FIRST)
    site.relay.cut()
    expect(page.locator("#banner")).to_have_text("Saved up to your last answer. Reconnecting…")
    page.get_by_label("Your answer").fill(UNSENT)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log .pending")).to_contain_text(UNSENT)

    site.relay.mend()
    expect(page.locator("#banner")).to_be_empty()
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
    expect(page.locator("#progress")).to_contain_text("Question 2 of 5")


def test_an_empty_answer_is_not_sent(page: Page, site: Site) -> None:
    enter(page, site.invite())
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("alert")).to_have_text("Please write an answer first, or choose Skip.")
    expect(page.locator("#log .candidate")).to_have_count(0)


def test_the_newest_window_has_the_room_and_the_older_can_take_it_back(page: Page, site: Site) -> None:
    enter(page, site.invite())
    other = page.context.new_page()
    other.goto(page.url)
    listening(other)
    expect(page.locator("#state")).to_have_text("Opened in another window.")
    page.get_by_role("button", name="Continue here").click()
    listening(page)
    expect(other.locator("#state")).to_have_text("Opened in another window.")


def test_the_last_words_can_be_read_before_the_receipt(page: Page, site: Site) -> None:
    enter(page, site.invite())
    page.get_by_label("Your answer").fill("I want to stop the interview")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#question")).to_contain_text("Of course, we can stop here.")
    expect(page.get_by_label("Your answer")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()


def test_another_browser_does_not_come_into_the_room_with_the_address_alone(
    page: Page, browser: Browser, site: Site
) -> None:
    enter(page, site.invite())
    stranger = browser.new_context().new_page()
    stranger.goto(page.url)
    expect(stranger.get_by_role("heading", name="Hello Ada")).to_be_visible()
    stranger.context.close()
