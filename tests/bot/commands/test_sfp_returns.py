"""The returns desk: what it shows, row by row and as a whole, and what its buttons do."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.assistant.assistant import Assistant
from storage import audit_log
from storage.reports import imports, return_marks
from storage.reports.imports import ImportBatch
from storage.reports.return_marks import ReturnKey, ReturnWithMark
from storage.workspaces import Workspace, open_workspace
from tests.builders.returns import MONDAY, ORDER, bring, case

UNWANTED = {"reason": "CR-UNWANTED_ITEM", "label_payer": "customer"}
"""A return whose label is the buyer's, by our table and by Amazon's word."""


@pytest.fixture
def workspace(engine, now) -> Workspace:
    return open_workspace(engine, "T0SHOP", now)


def held(workspace: Workspace, number: int = 0) -> ReturnWithMark:
    told = case(number)
    with workspace.read() as snapshot:
        found = return_marks.select_one(snapshot, "main", ReturnKey(told.order_id, told.rma, told.item))
    assert found is not None
    return found


def rows(reply) -> list[str]:
    """The returns that are shown, by the ends of their order numbers."""
    texts = [block["text"]["text"] for block in reply.sent["blocks"] if block["type"] == "section"]
    return [text.split("`")[1][-2:] for text in texts[1:]]


def test_without_a_report_it_says_how_to_bring_one(ann):
    text = ann.types("/sfp-returns").text
    assert text.startswith("⚪ I hold no returns yet")
    assert "headroom import" in text


def test_a_row_says_how_much_and_by_when(ann, workspace):
    bring(workspace, case())
    reply = ann.types("/sfp-returns")
    assert reply.told["ok"]
    assert "🟠 *1 due today*: *$129.99* to refund." in reply.shown
    assert f"🟠 `{ORDER}` · Renewed router, Wi-Fi 6" in reply.shown
    assert "Refund *$129.99*. Arrived Thu 19 Nov 2026, due by the end of *Mon 23 Nov 2026*." in reply.shown
    assert "`sfp-ca/returns/processing-time`" in reply.shown
    assert list(reply.buttons) == ["✅ Refunded", "Not arrived", "⏰ Remind me", "Note & reasons", "Post to channel"]


def test_the_label_comes_off_where_the_reason_makes_it_the_buyers(ann, workspace):
    bring(workspace, case(**UNWANTED))
    shown = ann.types("/sfp-returns").shown
    assert "Refund *$129.99*, or *$117.59* without the label's $12.40, which the buyer pays (A5)." in shown


@pytest.mark.parametrize("label", ["AmazonUnPaidLabel", None])
def test_a_label_that_amazon_did_not_buy_is_not_taken_off(ann, workspace, label):
    bring(workspace, case(**UNWANTED, label=label))
    assert "Refund *$129.99*. Arrived" in ann.types("/sfp-returns").shown


def test_the_price_is_not_guessed_from_an_order_of_which_only_some_came_back(ann, workspace):
    bring(workspace, case(order_quantity=3))
    shown = ann.types("/sfp-returns").shown
    assert "Refund the item's price: only some of the order's $129.99 came back." in shown
    assert "to refund" not in shown
    bring(workspace, case(1, amount=None))
    assert "no report tells it" in ann.types("/sfp-returns").shown


PAYERS = {
    ("CR-UNWANTED_ITEM", "seller"): "our table says the buyer (A5). Amazon's word stands",
    ("CR-DEFECTIVE", "customer"): "our table says the seller (A5). Nothing comes off for it",
    ("CR-NO_REASON_GIVEN", "seller"): "Amazon has the label paid by the *seller*.",
}


@pytest.mark.parametrize(("told", "said"), PAYERS.items())
def test_where_amazon_and_our_table_differ_on_the_label_nothing_comes_off(ann, workspace, told, said):
    bring(workspace, case(reason=told[0], label_payer=told[1]))
    reply = ann.types(f"/sfp-returns {ORDER}")
    assert said in reply.shown
    assert reply.outcome["refund_min"] == "129.99"


SETTLED = {
    "the report says refunded": {"refunded": 12_999},
    "Amazon refunded at the first scan": {"resolution": "RefundAtFirstScan"},
    "Amazon sends another one": {"resolution": "Replacement Issued"},
    "nothing came back": {"resolution": "ReturnlessRefund"},
    "it is on its way": {"arrived_on": None},
    "it is no Prime item": {"prime": False},
    "it is of another marketplace": {"marketplace": "us"},
    "it arrived long ago": {"arrived_on": MONDAY - timedelta(days=91), "order_date": None},
    "it is said to arrive tomorrow": {"arrived_on": MONDAY + timedelta(days=1)},
}


@pytest.mark.parametrize("told", SETTLED.values(), ids=SETTLED)
def test_nothing_is_due(ann, workspace, told):
    bring(workspace, case(**told))
    assert ann.types("/sfp-returns").text.startswith("🟢 No refund is due.")


def test_what_is_not_said_to_be_prime_is_taken_to_be(ann, workspace):
    bring(workspace, case(prime=None, marketplace=None))
    assert "1 due today" in ann.types("/sfp-returns").shown


@pytest.fixture
def several(workspace):
    """Two due today, three overdue, two due later."""
    arrived = {1: 19, 2: 13, 3: 12, 4: 19, 5: 20, 6: 23, 7: 16}
    bring(workspace, *(case(number, arrived_on=date(2026, 11, day)) for number, day in arrived.items()))


def test_what_can_still_be_in_time_stands_first_then_what_was_missed_last(ann, several):
    reply = ann.types("/sfp-returns")
    assert rows(reply) == ["01", "04", "07", "02", "03", "05", "06"]
    assert "🔴 *3 refunds overdue*, 🟠 *2 due today*, 🟡 2 due later: *$909.93* to refund." in reply.shown


def test_today_and_overdue_show_their_part(ann, several):
    assert rows(ann.types("/sfp-returns today")) == ["01", "04", "07", "02", "03"]
    assert rows(ann.types("/sfp-returns overdue")) == ["07", "02", "03"]
    assert rows(ann.types("/sfp-returns when=late")) == ["07", "02", "03"]
    assert (
        rows(ann.types("/sfp-returns due"))
        == rows(ann.types("/sfp-returns “due today”"))
        == rows(ann.types("/sfp-returns today"))
    )


def test_the_holidays_are_those_of_the_workspaces_province(ann, workspace):
    bring(workspace, case(arrived_on=date(2026, 11, 10)))
    assert "Thu 12 Nov 2026" in ann.types("/sfp-returns").shown
    ann.types("/seller-settings province=BC")  # where Remembrance Day is a holiday
    assert "Fri 13 Nov 2026" in ann.types("/sfp-returns").shown


def test_many_come_in_pages(ann, workspace):
    bring(workspace, *(case(number) for number in range(1, 19)))
    first = ann.types("/sfp-returns today")
    assert rows(first) == [f"{n:02}" for n in range(1, 9)]
    second = ann.presses(first.buttons["More"])
    assert rows(second) == [f"{n:02}" for n in range(9, 17)]
    last = ann.presses(second.buttons["More"])
    assert rows(last) == ["17", "18"]
    assert "More" not in last.buttons
    assert rows(ann.types("/sfp-returns today page=3")) == rows(ann.types("/sfp-returns today page=99")) == ["17", "18"]
    assert ann.types("/sfp-returns page=0").told["error"]["suggestion"] == "/sfp-returns page=1"


def test_several_accounts_have_a_line_each_the_most_pressing_first(ann, workspace):
    bring(workspace, case(1, arrived_on=MONDAY), account="main")
    bring(workspace, case(2), case(3), account="Second shop")
    reply = ann.types("/sfp-returns")
    assert reply.text.splitlines()[:2] == [
        "Second shop: 🟠 2 due today: $259.98 to refund.",
        "main: 🟡 1 due later: $129.99 to refund.",
    ]
    opened = ann.presses(reply.buttons["Second shop"])
    assert rows(opened) == ["02", "03"]
    assert "*Returns of Second shop*" in opened.shown
    assert opened.text == ann.types('/sfp-returns account="Second shop"').text


@pytest.mark.parametrize("reference", [ORDER, "D0000000RRMA", "d0000000rrma", f"order={ORDER}", "rma=R-77"])
def test_one_return_has_its_decision_note_and_clauses(ann, workspace, reference):
    bring(workspace, case(**UNWANTED, own_rma="R-77"))
    reply = ann.types(f"/sfp-returns {reference}")
    assert reply.outcome["refund_min"] == "117.59"
    assert reply.outcome["refund_due"] == "2026-11-23"
    assert "Amazon has the label paid by the *buyer*." in reply.shown
    assert f"Return of order {ORDER}: refunding $117.59 of $129.99; kept $12.40" in reply.shown
    assert "sfp-ca/returns/processing-time" in ann.presses(reply.buttons["Show clauses"]).shown


OWN = ["R-77", "r-77", "12345", "#RMA-9", "été", "R_1/2.b", "2026-11-20", "todai", "R" * 120]


@pytest.mark.parametrize("rma", OWN)
def test_an_rma_of_the_sellers_own_shape_is_found_by_itself(ann, workspace, rma):
    bring(workspace, case(own_rma=rma.replace("r-", "R-")))
    assert ORDER in ann.types(f"/sfp-returns {rma}").shown
    assert ORDER in ann.types(f"/sfp-returns “{rma}” account=main").shown


def test_an_rma_in_any_account_is_found_but_none_of_another_workspace(ann, arrives, workspace):
    bring(workspace, case(1))
    bring(workspace, case(2, own_rma="R-77"), account="Second")
    assert "0000002" in ann.types("/sfp-returns R-77").shown
    assert not arrives(team="T0OTHER").types("/sfp-returns R-77").told["ok"]


def test_a_word_that_is_no_rma_is_still_not_known_and_the_answer_names_what_to_type(ann, workspace):
    bring(workspace, case(own_rma="R-77"))
    for line in ("R-78", "R-7", "R-77 nonsense", "R-78 account=main"):
        assert not ann.types(f"/sfp-returns {line}").told["ok"]
    assert "`rma=R-77`" in ann.types("/sfp-returns nonsense").shown
    assert ann.types("/sfp-returns todai").told["error"]["suggestion"] == "/sfp-returns today"


def test_a_line_that_is_understood_is_not_looked_for_among_the_rmas(ann, workspace, monkeypatch):
    bring(workspace, case())
    monkeypatch.delattr(return_marks, "select_by_reference")
    assert ann.types("/sfp-returns").told["ok"]
    assert ann.types("/sfp-returns overdue account=main").told["ok"]


STANDS = {
    "🚚 Not arrived yet": {"arrived_on": None},
    "✅ Refunded $129.99, the report says.": {"refunded": 12_999},
    "✅ Settled by Amazon (ReplacementIssued)": {"resolution": "ReplacementIssued"},
    "🌍 This return is of another marketplace": {"marketplace": "us"},
}


@pytest.mark.parametrize(("said", "told"), STANDS.items())
def test_one_return_that_is_settled_says_how_it_stands(ann, workspace, said, told):
    bring(workspace, case(**told))
    assert said in ann.types(f"/sfp-returns {ORDER}").shown


def test_an_order_with_two_items_shows_both(ann, workspace):
    bring(workspace, case(), replace(case(), item="SKU-2", refunded=5_000))
    reply = ann.types(f"/sfp-returns {ORDER}")
    assert "✅ Refunded $50.00" in reply.shown
    assert "due by the end of *Mon 23 Nov 2026*" in reply.shown


def test_an_order_that_is_not_held_says_what_to_do(ann, workspace):
    bring(workspace, case())
    reply = ann.types("/sfp-returns 702-9999999-9999999")
    assert "I hold no return 702-9999999-9999999" in reply.text
    assert "import" in reply.text


def test_a_return_is_found_in_whichever_account_it_is(ann, workspace):
    bring(workspace, case(1))
    bring(workspace, case(2), account="Second")
    assert "0000002" in ann.types("/sfp-returns 701-1234567-0000002").shown


def test_titles_cannot_mention_anyone(ann, workspace):
    bring(workspace, case(title="<!channel> *bold* `code` <@U1>"))
    assert "<!channel>" not in ann.types("/sfp-returns").sent["blocks"][1]["text"]["text"]


def test_refunded_leaves_the_desk_and_comes_back_when_undone(ann, workspace, now):
    bring(workspace, case(), case(1))
    done = ann.presses(ann.types("/sfp-returns").buttons["✅ Refunded"])
    assert done.text == f"✅ Marked as refunded: {ORDER}. Refund it in Seller Central if that is not done yet."
    mark = held(workspace).mark
    assert mark is not None
    assert (mark.done, mark.who, mark.marked_at) == ("refunded", "U0ANN", now)
    assert rows(ann.types("/sfp-returns")) == ["01"]
    assert "Marked as refunded by <@U0ANN>, 23 Nov 2026." in ann.types(f"/sfp-returns {ORDER}").shown
    assert "back on the desk" in ann.presses(done.buttons["Undo"]).text
    assert rows(ann.presses(done.buttons["Returns desk"])) == ["01", "67"]


def test_what_our_rules_made_of_it_is_kept_with_a_refunded_return(ann, workspace, engine):
    bring(workspace, case(**UNWANTED))
    ann.presses(ann.types("/sfp-returns").buttons["✅ Refunded"])
    with engine.connect() as connection:
        from sqlalchemy import select

        from storage.tables import return_case

        kept = connection.execute(select(return_case.c.decision)).scalar_one()
    assert kept["outcome"]["refund_min"] == "117.59"
    assert kept["receipt"]["rule"] == "sfp.refund"


def test_not_arrived_stops_the_clock_until_a_report_has_another_day(ann, workspace):
    bring(workspace, case())
    noted = ann.presses(ann.types("/sfp-returns").buttons["Not arrived"])
    assert noted.text.startswith(f"🔍 Noted as not arrived: {ORDER}.")
    assert "1 was said not to have arrived." in ann.types("/sfp-returns").shown
    assert "Marked as not arrived by <@U0ANN>" in ann.types(f"/sfp-returns {ORDER}").shown
    bring(workspace, case(status="Completed"))
    assert ann.types("/sfp-returns").text.startswith("🟢 No refund is due.")
    bring(workspace, case(arrived_on=date(2026, 11, 20)))
    assert "due by the end of *Tue 24 Nov 2026*" in ann.types("/sfp-returns").shown


def test_a_reminder_is_for_the_next_working_morning_or_in_an_hour_where_it_is_due_today(ann, workspace, now):
    bring(workspace, case(), case(1, arrived_on=date(2026, 11, 20)))
    reply = ann.presses(ann.types(f"/sfp-returns {ORDER}").buttons["⏰ Remind me"])
    assert reply.text.startswith(f"⏰ I remind you of {ORDER}")
    ann.presses(ann.types("/sfp-returns 701-1234567-0000001").buttons["⏰ Remind me"])
    times = [mark.remind_at for mark in (held(workspace).mark, held(workspace, 1).mark) if mark]
    assert times == [now + timedelta(hours=1), datetime(2026, 11, 24, 14, tzinfo=now.tzinfo)]


def test_a_reader_may_look_but_not_mark(ann, arrives, workspace, assistant: Assistant):
    bring(workspace, case())
    ann.types("/seller-settings role <@U0ANN|ann>=admin")
    ann.types("/seller-settings role <@U0BOB|bob>=reader")
    bob = arrives(user="U0BOB")
    refused = bob.presses(bob.types("/sfp-returns").buttons["✅ Refunded"])
    assert "recorder" in refused.text
    assert held(workspace).mark is None
    assistant.close()
    [(_, last)] = audit_log.list_recent(workspace, 1)
    assert (last.command, last.status, last.user_id) == ("refunded", "denied", "U0BOB")


@pytest.mark.parametrize("value", ["", "{}", '{"account": "main", "order_id": "1", "rma": "2", "item": "3"}'])
def test_a_button_of_a_return_that_is_gone_says_so(ann, workspace, value):
    bring(workspace, case())
    reply = ann.presses({"action_id": "return_refunded_0", "value": value})
    assert "I do not hold that return any more" in reply.text


def test_another_workspace_cannot_mark_it(ann, arrives, workspace):
    bring(workspace, case())
    button = ann.types("/sfp-returns").buttons["✅ Refunded"]
    assert "I do not hold" in arrives(team="T0OTHER").presses(button).text
    assert held(workspace).mark is None


def test_as_of_an_earlier_day_the_desk_is_as_it_would_have_been_then(ann, workspace, assistant, now):
    bring(workspace, case())
    told = assistant.answer("T0SHOP", "/sfp-returns", "", "U0ANN", "C1", as_of=date(2026, 11, 20))
    assert "🟡 1 due later" in told.message.text


USED_SHOWN = "Refund between *$65.00* and *$129.99*: noted as used."


def test_the_condition_that_a_clerk_sees_is_noted_and_the_return_worked_out_anew(ann, workspace):
    bring(workspace, case(reason="CR-UNWANTED_ITEM", label=None))
    noted = ann.types(f"/sfp-returns {ORDER} used")
    assert noted.shown.startswith("📝 Noted: the item came back used.")
    assert held(workspace).mark.condition == ("used",)
    assert USED_SHOWN in ann.types("/sfp-returns").shown
    assert noted.told["decision"]["outcome"]["refund_min"] == "65.00"


def test_undo_takes_back_what_was_noted_and_leaves_what_was_noted_before(ann, workspace):
    bring(workspace, case())
    ann.types(f"/sfp-returns {ORDER} used")
    again = ann.types(f"/sfp-returns {ORDER} used missing-parts")
    assert held(workspace).mark.condition == ("used", "missing_parts")
    assert "Undone" in ann.presses(again.buttons["Undo"]).text
    assert held(workspace).mark.condition == ("used",)
    fine = ann.types(f"/sfp-returns {ORDER} condition=good")
    assert "nothing is wrong with the item" in fine.shown
    assert held(workspace).mark.condition == ()
    ann.presses(fine.buttons["Undo"])
    assert held(workspace).mark.condition == ("used",)


def test_what_is_done_about_a_return_keeps_its_condition(ann, workspace):
    bring(workspace, case())
    ann.types(f"/sfp-returns {ORDER} condition=damaged")
    done = ann.presses(ann.types("/sfp-returns").buttons["✅ Refunded"])
    assert (held(workspace).mark.done, held(workspace).mark.condition) == ("refunded", ("damaged",))
    ann.presses(done.buttons["Undo"])
    assert (held(workspace).mark.done, held(workspace).mark.condition) == (None, ("damaged",))


def test_a_condition_names_one_return(ann, workspace):
    bring(workspace, case(), case(rma="D0000009RRMA"))
    assert "Which return is that?" in ann.types("/sfp-returns used").text
    several = ann.types(f"/sfp-returns {ORDER} used")
    assert "has several returns" in several.text
    assert "I hold no return" in ann.types("/sfp-returns 701-0000000-0000000 used").text
    ann.types("/sfp-returns rma=D0000009RRMA used")
    assert held(workspace).mark is None


def test_a_reader_notes_no_condition(ann, arrives, workspace):
    bring(workspace, case())
    ann.types("/seller-settings role <@U0ANN>=admin role <@U0RED>=reader")
    assert "yours is reader" in arrives(user="U0RED").types(f"/sfp-returns {ORDER} used").shown
    assert held(workspace).mark is None


def test_an_order_number_alone_brings_what_the_report_tells_of_the_return(ann, workspace):
    bring(workspace, case(reason="CR-UNWANTED_ITEM", label_payer="customer"))
    ann.types(f"/sfp-returns {ORDER} used")
    reply = ann.types(f"/sfp-refund {ORDER}")
    outcome = reply.told["decision"]["outcome"]
    assert (outcome["refund_max"], outcome["refund_min"], outcome["label_deduction"]) == ("129.99", "52.60", "12.40")
    assert "From the returns that I hold: price=129.99, received=2026-11-19, used, label=12.40" in reply.shown


def test_what_is_typed_wins_over_the_report_which_is_told(ann, workspace):
    bring(workspace, case())
    reply = ann.types(f"/sfp-refund 99.99 received=2026-11-20 order={ORDER}")
    assert reply.told["decision"]["outcome"]["refund_max"] == "99.99"
    assert "The returns report says otherwise: price=129.99, received=2026-11-19. I took what you typed." in reply.shown


def test_an_order_of_several_returns_or_of_none_brings_nothing(ann, workspace):
    bring(workspace, case(), case(rma="D0000009RRMA"))
    for order in (ORDER, "701-0000000-0000000"):
        assert ann.types(f"/sfp-refund {order}").told["decision"]["outcome"]["refund_max"] is None


def test_the_day_on_which_the_report_came_in_is_named(ann, workspace, now):
    bring(workspace, case())
    batch = ImportBatch(
        account="main", file_hash="0" * 64, kind="returns", name="r.txt", rows=1, problems=0, imported_at=now, who="U1"
    )
    with workspace.begin() as transaction:
        imports.insert(transaction, batch)
    assert (
        "From the returns report that came in on 23 Nov 2026: price=129.99" in ann.types(f"/sfp-refund {ORDER}").shown
    )
