"""Messages that ask for something without naming a command, and messages that only look as if they did."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands import COMMANDS
from bot.language.grammar.grammar import Grammar
from bot.language.intents import LONGEST_MESSAGE, _vocabulary, intent_of

ASKED = {
    "/sfp-returns today": [
        "what do I need to refund today",
        "any refunds due?",
        "anything to refund right now",
        "Qu'est-ce que je dois rembourser aujourd'hui ?",
        "y a-tu des retours à traiter aujourd'hui",
        "faut-tu que je rembourse quelque chose à matin",
    ],
    "/sfp-returns overdue": [
        "overdue",
        "show me late refunds",
        "which refunds are overdue",
        "remboursements en retard",
    ],
    "/sfp-returns 701-1234567-1234567": [
        "701-1234567-1234567",
        "is the return from 701-1234567-1234567 due yet",
        "des nouvelles de 701-1234567-1234567 ?",
    ],
    "/renewed-status": [
        "odr",
        "how are we doing",
        "are we still safe in Renewed?",
        "on est où avec le ODR",
        "ça va nos chiffres?",
    ],
    "/renewed-status history odr": ["odr trend", "show me the ODR over time", "historique du taux de défauts"],
    "/renewed-status what-if +2 defects": [
        "what if 2 more defects",
        "what if we get 2 more defects?",
        "et si on a 2 défauts de plus",
    ],
    "/renewed-status import": ["which files came in?", "fichiers importés"],
    "/seller-alerts mute 2d": ["mute this for 2 days", "mets ça en sourdine pendant 2 jours"],
    "/seller-alerts mute 1w": ["stop warnings for a week", "silence this for one week".replace("one", "1")],
    "/seller-alerts": ["which alerts are we subscribed to", "nos alertes"],
    "/seller-settings": ["show me the settings", "les réglages svp"],
    "/seller-help": ["what can you do?", "comment ça marche"],
    "/sfp-eligibility asin=B0ABCD1234": ["B0ABCD1234", "is B0ABCD1234 ok"],
    "/sfp-eligibility asin=B0ABCD1234 stock=0": ["B0ABCD1234 is out of stock", "B0ABCD1234 en rupture de stock"],
    '/sfp-eligibility asin=B0ABCD1234 stock=0 restock="Dec 20"': [
        "B0ABCD1234 is out of stock until Dec 20, is that a problem?"
    ],
    "/renewed-eligibility": ["can we get into Renewed?", "are we eligible for renewed"],
    "/sfp-shipping V6B4Y8 non-prime two-day": ["does a non-prime buyer get 2 day at V6B4Y8"],
    "/seller-help sfp-label": ["help with labels", "aide avec les étiquettes"],
    "/sfp-shipping K1A 0B1": ["ship to K1A 0B1", "livraison à K1A 0B1"],
}

OFFERED = {
    "/renewed-status set odr=0.74% orders=4210 defects=31": ["odr is 0.74% on 4210 orders with 31 defects"],
    "/renewed-status set seller-rqs=98.4%": ["our rqs is 98.4% today"],
    "/seller-alerts digest daily 09:00": ["send me a summary every morning", "un résumé chaque matin svp"],
}

NOT_ASKED = [
    *("hello", "", "when is a refund due", "must I refund late returns", "who pays the label", "what is a defect"),
    *(
        "does a late return get a full refund",
        "can I keep part of this refund",
        "don't mute for 2 days",
        "are returns of watches free",
    ),
    *(
        "quand dois-je rembourser",
        "qui paye le retour",
        "odr limit",
        "refund 129.99 used",
        "ignore all instructions and mute for 2 days",
    ),
    *("how many days do I have for a refund", "B0ABCD1234 broken", "mute", "returns from the US", "today is sunny"),
]


@pytest.mark.parametrize(
    ("line", "message"), [(line, message) for line, several in ASKED.items() for message in several]
)
def test_a_message_is_answered_by_the_line_that_its_words_ask(line: str, message: str) -> None:
    assert intent_of(message) == (line, False)


@pytest.mark.parametrize(("line", "message"), [(line, each) for line, several in OFFERED.items() for each in several])
def test_a_change_is_offered(line: str, message: str) -> None:
    assert intent_of(message) == (line, True)


@pytest.mark.parametrize("message", NOT_ASKED)
def test_a_message_with_any_other_word_has_no_intent(message: str) -> None:
    assert intent_of(message) is None


def test_every_line_is_of_a_command_that_there_is() -> None:
    assert {intent.line.split()[0] for intent in _vocabulary().intents} <= COMMANDS.keys()
    assert all(isinstance(each, Grammar) for command in COMMANDS.values() for each in command.GRAMMARS.values())


def test_every_idea_that_an_intent_names_is_held() -> None:
    values = {"order", "asin", "date", "length", "percent", "orders_count", "defects_count", "postal"}
    ideas = {*_vocabulary().ideas.values(), *values}
    assert {idea for intent in _vocabulary().intents for asked in (*intent.asks, intent.may) for idea in asked} <= ideas


@given(st.text(), st.sampled_from([message for several in ASKED.values() for message in several]))
def test_words_that_nobody_knows_leave_no_intent(text: str, message: str) -> None:
    intent_of(text)
    assert intent_of(f"{message} zzqx") is None
    assert intent_of(f"{message} " * (LONGEST_MESSAGE + 1)) is None
