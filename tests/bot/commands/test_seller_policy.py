"""`/seller-policy`: a clause for a question, a choice where several may be meant, and no guess where none is."""

import re
import tomllib
from pathlib import Path

import pytest

from bot.commands import COMMANDS
from bot.language.catalogue import has, say
from bot.language.locale import ENGLISH
from rules.core.policy import PACKS, clause, clause_ids, policy
from rules.replay import replay
from rules.search.answer import ROUTES

LATE = "/seller-policy how late can a return be before I can charge a fee"


def test_a_question_is_answered_with_the_clause_its_figures_and_where_they_stand(ann):
    reply = ann.types(LATE)
    assert reply.outcome["kind"] == "answer"
    assert (reply.outcome["clauses"][0], reply.outcome["route"]) == ("sfp-ca/refund/1", "/sfp-refund")
    assert clause("sfp-ca/refund/1")[1].says in reply.text
    assert "`sfp-ca/refund/1` · Refund amount, exception 1 · page 201812300" in reply.shown
    assert "Figure: 20 percent, held since 1 Jan 2021, stated on page 201812300" in reply.shown


def test_what_the_page_leaves_open_is_said_as_we_read_it(ann):
    reply = ann.types(LATE)
    assert "Left open by the page, B1: “More than 15 days after” means day 16 and later" in reply.shown
    assert "B1" in reply.told["decision"]["assumptions"]
    assert "Left open" not in ann.types("/seller-policy sfp-ca/returns/address").shown


def test_the_line_that_works_it_out_is_there_to_copy(ann):
    assert "Work it out: `/sfp-refund 129.99 late=18d`" in ann.types(LATE).shown


def test_an_answer_can_be_posted_and_its_clauses_shown(ann):
    buttons = ann.types(LATE).buttons
    posted = ann.presses(buttons["Post to channel"])
    assert posted.audience == "in_channel"
    assert "Late fee" in posted.shown
    assert "Here: Your words for it: " in ann.presses(buttons["Show clauses"]).shown


def test_what_else_may_be_meant_is_a_button_away(ann):
    reply = ann.types(LATE)
    other = reply.outcome["clauses"][1]
    assert ann.presses(reply.buttons[say(ENGLISH, f"policy.name.{other}")]).outcome["clauses"] == [other]


def test_where_several_clauses_may_be_meant_each_is_a_button_that_shows_it(ann):
    reply = ann.types("/seller-policy return label")
    assert reply.outcome["kind"] == "suggest"
    assert reply.told["decision"]["status"] == "undetermined"
    assert len(reply.outcome["clauses"]) == len(reply.buttons) == 3
    for each, button in zip(reply.outcome["clauses"], reply.buttons.values(), strict=True):
        assert f"`{each}`" in reply.shown
        shown = ann.presses(button)
        assert (shown.outcome["kind"], shown.outcome["clauses"]) == ("answer", [each])
        assert clause(each)[1].says in shown.shown


def test_one_clause_that_may_be_meant_is_asked_about(ann):
    reply = ann.types("/seller-policy warranty")
    assert (reply.outcome["kind"], len(reply.outcome["clauses"])) == ("suggest", 1)
    assert "Do you mean this?" in reply.text


@pytest.mark.parametrize("question", ["how do I refund my Netflix", "US marketplace FBA label", "quel temps fait-il"])
def test_what_no_clause_covers_is_not_answered_and_the_topics_are_told(ann, question):
    reply = ann.types(f"/seller-policy {question}")
    assert reply.told["ok"]
    assert reply.outcome == {"kind": "refuse", "clauses": [], "route": None, "figures": []}
    assert "Not covered by the pages I hold" in reply.text
    assert "hazmat" in reply.shown
    assert reply.buttons == {}


def test_a_refusal_tells_what_was_understood_and_what_was_not(ann):
    shown = ann.types("/seller-policy how do I refund my Netflix").shown
    assert "Understood: refund." in shown
    assert "No clause speaks of: netflix." in shown


def test_a_word_that_no_clause_knows_is_told_beside_an_answer(ann):
    assert "No clause speaks of: potatoes." in ann.types(f"{LATE} for late potatoes").shown


def test_nothing_typed_gives_the_topics(ann):
    reply = ann.types("/seller-policy")
    assert "decision" not in reply.told
    assert reply.shown.count("•") == 3


def test_a_clause_that_is_not_encoded_says_why(ann):
    assert (
        "No answer rests on it: The guide is a separate document"
        in ann.types("/seller-policy renewed-ca/listing-guide").shown
    )


def test_our_own_rule_is_not_taken_for_amazons(ann):
    assert "my own rule, not Amazon's" in ann.types("/seller-policy headroom/stale").shown


def test_curly_quotes_and_spaces_do_not_matter(ann):
    plain, curly = "qui paie l'etiquette de retour", "  qui  paie “l’étiquette” de retour "
    assert ann.types(f"/seller-policy {plain}").outcome == ann.types(f"/seller-policy {curly}").outcome


def test_a_question_that_is_too_long_is_refused(ann):
    reply = ann.types("/seller-policy " + "late " * 801)
    assert "more than 4,000 characters" in reply.told["error"]["message"]


@pytest.mark.parametrize("clause_id", clause_ids())
def test_every_clause_can_be_shown_and_worked_out_where_a_rule_does(ann, clause_id):
    reply = ann.types(f"/seller-policy {clause_id}")
    assert clause(clause_id)[1].says in reply.text
    route = reply.outcome["route"]
    assert route == ROUTES.get(clause(clause_id)[1].answered)
    tried = re.findall("Work it out: `(.*)`", reply.shown)
    assert [line.split()[0] for line in tried] == ([route] if route else [])
    assert [line for line in tried if not ann.types(line).told["ok"]] == []


def test_every_route_is_a_command():
    assert set(ROUTES.values()) <= COMMANDS.keys()


def test_names_on_buttons_are_short_and_each_is_one_clauses():
    names = [say(ENGLISH, f"policy.name.{each}") for each in clause_ids()]
    assert max(map(len, names)) <= 30
    assert len(set(names)) == len(names)


def test_a_line_to_work_out_is_of_a_clause_that_is_held():
    assert [each for each in clause_ids() if has(f"policy.try.{each}") and clause(each)[1].answered not in ROUTES] == []


def test_a_decision_can_be_worked_out_again(ann, heard):
    ann.types(LATE)
    assert replay(heard[-1].decision.receipt) == heard[-1].decision


def test_an_id_is_found_however_it_is_written_and_one_that_no_clause_has_is_no_question(ann):
    assert ann.types("/seller-policy SFP-CA/Refund/1").outcome["clauses"] == ["sfp-ca/refund/1"]
    refused = ann.types("/seller-policy sfp-ca/refund/99")
    assert not refused.told["ok"]
    assert "I hold no clause “sfp-ca/refund/99”." in refused.shown
    assert refused.told["error"]["suggestion"].startswith("/seller-policy sfp-ca/refund/")


FIGURES_ASKED_FOR = (
    ("what is the maximum order defect rate to stay in renewed", "The limit is 0.8 %."),
    ("minimum warranty for refurbished", "The minimum is 90 days."),
    ("how many images with the application", "The minimum is 8 pictures."),
    ("how long to refund a return", "The time is 2 business days."),
    ("quel montant de factures apple", "The minimum is US$75,000.00."),
    ("minimum rqs", "The minimum is 95 % for an offer. The minimum is 98 % for the seller."),
)


@pytest.mark.parametrize(("question", "told"), FIGURES_ASKED_FOR)
def test_a_figure_that_is_asked_for_stands_before_the_clause(ann, question, told):
    assert told in ann.types(f"/seller-policy {question}").text


def test_a_figure_is_told_only_where_it_is_asked_for(ann):
    assert "The limit is" not in ann.types("/seller-policy sfp-ca/refund/1").text
    assert "The limit is" not in ann.types("/seller-policy opened software return").text


def test_a_length_of_time_is_not_told_where_an_amount_is_asked_for(ann):
    assert "US$50,000.00" in ann.types("/seller-policy how many dollars of invoices for renewed").text
    assert "The invoices are of the last 90 days." in ann.types("/seller-policy invoices how many days renewed").text


@pytest.mark.parametrize("pack", [policy(name) for name in PACKS], ids=PACKS)
def test_every_figure_but_a_price_word_has_a_sentence(pack):
    numbers = {figure.name: figure.unit for figure in pack.figures if figure.unit != "price"}
    assert [name for name in numbers if not has(f"policy.figure.{name}")] == []
    assert [unit for unit in numbers.values() if not has(f"policy.unit.{unit}")] == []


def test_the_address_for_enrolment_is_named_as_the_page_names_it(ann):
    address = "sfp-enrollment@amazon.com"
    assert address in clause("sfp-ca/enrolment")[1].says
    assert address in ann.types("/sfp-eligibility new-seller").shown


UNSEEN = tomllib.loads((Path(__file__).parents[2] / "rules" / "search" / "unseen_questions.toml").read_text("utf-8"))
ASKED_FIGURES = [
    (entry["question"], entry["figure"]) for entry in UNSEEN["english"] + UNSEEN["french"] if "figure" in entry
]


def test_an_answer_to_a_question_about_a_figure_states_it(ann):
    replies = [(ann.types(f"/seller-policy {question}"), figure) for question, figure in ASKED_FIGURES]
    stated = [figure in reply.shown for reply, figure in replies if reply.outcome["kind"] == "answer"]
    assert len(stated) >= 0.6 * len(ASKED_FIGURES)
    assert all(stated)
