"""Two operators side by side: what one changes the other sees within a second, and whose it was."""

import pytest
from playwright.sync_api import expect

from tests.web.switchboard.desk import Operator, People

SOON_MS = 15_000  # a budget is measured in the benchmarks; here nobody waits in vain


@pytest.fixture(scope="module")
def olga(people: People) -> Operator:
    return people.operator("olga@exempelregionen.example")


@pytest.fixture(scope="module")
def omar(people: People) -> Operator:
    return people.operator("omar@exempelregionen.example", lang="en")


def test_an_absence_takes_three_keys_and_is_seen_by_the_other(olga: Operator, omar: Operator) -> None:
    omar.look_up("psych")
    expect(omar.card).to_contain_text("Can be reached now")
    olga.look_up("cleo")
    olga.type("Enter", "b", "2", "Enter")

    expect(omar.card).to_contain_text(
        "Cleo Testberg cannot be reached and is back Tuesday 3 March 2026.", timeout=SOON_MS
    )
    expect(omar.card.locator(".chain li").first).to_contain_text("Alva Exempel")
    expect(omar.page.get_by_role("log")).to_contain_text("olga@exempelregionen.example: Cleo Testberg")
    expect(olga.card).to_contain_text("Cleo Testberg kan inte nås och är åter tisdag 3 mars 2026.")


def test_a_colleagues_change_is_told_before_it_is_undone(olga: Operator, omar: Operator) -> None:
    omar.look_up("cleo")
    omar.type("Enter", "z")
    expect(omar.page.get_by_role("dialog")).to_contain_text("which olga@exempelregionen.example did? Cleo Testberg")
    omar.type("Enter")

    expect(omar.card).to_contain_text("Can be reached now", timeout=SOON_MS)
    expect(olga.card).to_contain_text("Kan nås nu", timeout=SOON_MS)


def test_duty_is_taken_and_seen(olga: Operator, omar: Operator) -> None:
    omar.look_up("erik")
    olga.look_up("erik")
    olga.type("Enter", "j", "1", "Enter")

    expect(omar.card).to_contain_text(
        "Is the press officer on duty now, until Monday 2 March at 11:30.", timeout=SOON_MS
    )


def test_a_hidden_number_is_gone_from_every_page_and_can_be_shown_again(olga: Operator, omar: Operator) -> None:
    omar.look_up("gun")
    expect(omar.card).to_contain_text("070-174 06 11")
    olga.look_up("gun")
    olga.type("Enter", "d", "1", "Enter")

    expect(omar.card).not_to_contain_text("070-174 06 11", timeout=SOON_MS)
    expect(omar.card).to_contain_text("A withdrawn number or address. Do not use it.")
    olga.type("z", "Enter")
    expect(omar.card).to_contain_text("070-174 06 11", timeout=SOON_MS)


def test_the_note_for_the_next_shift_is_read_by_the_other_and_refuses_callers(olga: Operator, omar: Operator) -> None:
    olga.look_up("gun")
    olga.type("Enter", "a")
    olga.page.get_by_role("textbox", name="Till nästa pass").fill("Ring upp 070-174 06 99 om bussen.")
    olga.type("Control+Enter")
    expect(olga.page.get_by_role("alert")).to_contain_text("070-174 06 99")
    expect(olga.page.get_by_role("textbox", name="Till nästa pass")).to_have_value("Ring upp 070-174 06 99 om bussen.")
    olga.page.get_by_role("textbox", name="Till nästa pass").fill("Presskonferens kl. 13.00 om budgeten.")
    olga.type("Control+Enter")

    expect(omar.page.locator("#handover")).to_have_text("Presskonferens kl. 13.00 om budgeten.", timeout=SOON_MS)


def test_a_note_that_was_refused_does_not_go_over_one_that_a_colleague_wrote_meanwhile(
    olga: Operator, omar: Operator
) -> None:
    omar.look_up("gun")
    omar.type("Enter", "a")
    note = omar.page.get_by_role("textbox", name="For the next shift")
    note.fill("Call 070-174 06 99.")
    omar.type("Control+Enter")
    expect(omar.page.get_by_role("alert")).to_contain_text("070-174 06 99")
    olga.look_up("gun")
    olga.type("Enter", "a")
    olga.page.get_by_role("textbox", name="Till nästa pass").fill("Olgas ord.")
    olga.type("Control+Enter")
    expect(omar.page.locator("#handover")).to_have_text("Olgas ord.", timeout=SOON_MS)
    note.fill("All quiet.")
    omar.type("Control+Enter")

    expect(omar.page.get_by_role("alert").first).to_contain_text("A colleague was first.")
    expect(omar.page.get_by_role("alert").last).to_contain_text("Olgas ord.")
    expect(note).to_have_value("All quiet.")
    omar.type("Control+Enter")
    expect(olga.page.locator("#handover")).to_have_text("All quiet.", timeout=SOON_MS)


def test_who_was_slower_is_told_sees_the_other_change_and_presses_again(olga: Operator, omar: Operator) -> None:
    omar.page.route("**/events", lambda _: None)  # omar hears nothing, and nobody tells that it is so
    omar.page.reload()
    expect(omar.page.get_by_role("combobox")).to_be_focused(timeout=SOON_MS)
    olga.look_up("alva")
    olga.type("Enter", "b", "1", "Enter")
    expect(olga.card).to_contain_text("kan inte nås")
    omar.look_up("disa")
    omar.type("Enter", "b", "1", "Enter")

    expect(omar.page.get_by_role("alert")).to_contain_text("A colleague was first.")
    expect(omar.page.get_by_role("log")).to_contain_text("Alva Exempel")
    omar.type("Escape", "b", "1", "Enter")
    expect(omar.page.get_by_role("log")).to_contain_text("Disa Modell is away")
    omar.page.unroute("**/events")
    omar.page.reload()
    expect(omar.page.get_by_role("combobox")).to_be_focused(timeout=SOON_MS)


def test_a_session_that_is_ended_empties_the_page(people: People, omar: Operator) -> None:
    page = people.administrator
    page.goto(f"{people.service.address}/admin/exempelregionen/people")
    row = page.get_by_role("listitem").filter(has_text="omar@exempelregionen.example")
    row.locator("summary").click()
    row.get_by_role("button", name="Stäng av").click()

    expect(omar.page.locator("#connection")).to_contain_text("You are signed out.", timeout=SOON_MS)
    assert "Disa" not in omar.page.locator("main").inner_text()
    assert omar.faults == []
