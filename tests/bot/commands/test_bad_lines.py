"""What every command says to a line that is wrong, strange or hostile: something to type, and never a fault."""

import re

import pytest

from bot.commands import COMMANDS

GOOD = {
    "/sfp-refund": "129.99 late=18d used",
    "/sfp-label": "unwanted cost=12.40",
    "/sfp-shipping": "K1A 0B1",
    "/sfp-eligibility": "asin=B0ABCD1234 stock=4",
    "/renewed-status": "B0ABCD1234",
    "/renewed-eligibility": "invoices=52000usd images=8",
    "/seller-policy": "who pays the return label",
    "/seller-alerts": "on odr at=0.70%",
    "/seller-settings": "province=QC",
    "/seller-help": "sfp-refund",
}
"""A line that each command answers, to which something bad is added."""

ODD = (
    "nonsense",
    "nonsense=1",
    "pirce=5",
    "uesd",
    "-1",
    "price=-5",
    "cost=-5",
    "stock=-1",
    "orders=-1",
    "images=-8",
    "999999999999999.99",
    "price=99999999999999999999",
    "stock=99999999999999999999",
    "NaN",
    "price=NaN",
    "price=inf",
    "price=1e9",
    "price=12k",
    "129.999",
    "price=129.999",
    "US$129.99",
    "price=129.99usd",
    "cost=5 EUR",
    "late=18",
    "late=18h",
    "late=1.5d",
    "warranty=3months",
    "odr=0.6",
    "odr=101%",
    "rate=0",
    "received=2026-02-30",
    "received=31 Nov",
    "received=2026-13-01",
    "received=1999-12-31",
    "received=2031-01-01",
    "as-of=0000-00-00",
    "received=",
    "=",
    "==",
    "price==5",
    "“smart quotes”",
    "“unclosed",
    '"',
    "account=“no such shop”",
    "\u00a0",
    "\u00a0late=18d\u00a0",
    "payload",
    'payload={"type": "block_actions"}',
    "😀",
    "late=😀",
    "<!channel>",
    "&lt;!channel&gt;",
    "account=&lt;!here|now&gt;",
    "<@U1|bob>",
    "<@U0BOB>",
    "<#C1|general>",
    "<https://example.com|click>",
    "<mailto:a@example.com|a@example.com>",
    "*bold* _under_ `code` ~struck~ ```block```",
    "\x00\x07\x1b[31m",
    "\u202e\u200b\ufeff",
    "\ud800",
    "{text} {0} %s %(x)s",
    "'; DROP TABLE answer; --",
    "x" * 5_000,
    "1" * 3_900,
    "129.99 " * 600,
    "B0ABCD123",
    "123-123-123",
    "K1O 0B1",
    "D1A",
    "help me",
    "set",
    "set odr=0.74",
    "history nonsense",
    "what-if",
    "what-if -2 defects",
    "what-if 99999999999 defects",
    "payer NONSENSE=seller",
    "payer CR-UNWANTED_ITEM=nobody",
    f"payer CR-{'X' * 100}_Y=seller",
    "region Z9Z=urban",
    "region K1A=moon",
    "role @bob=admin",
    "role <@U1|bob>=admin",
    "role <@U0BOB|bob>=emperor",
    "on",
    "off",
    "on odr rating at=0.7%",
    "at=0.9%",
    "mute",
    "mute 2",
    "mute 99d",
    "quiet 18:00",
    "quiet 25:00-08:00",
    "digest sometimes",
    "digest 9",
    "owner=bob",
    "owner <!here>",
    "escalate=<!channel>",
    "after=4",
    "fallback=#nowhere",
    "province=ZZ",
    "zone=Mars/Olympus",
    "stacking=double",
)

TRACES = ("Traceback", "Error", "Exception", 'File "', "None", "Decimal(", "datetime", "{", "went wrong on our side")
MARKUP = re.compile(r"<[!@#h][^>]*>?")


def faults(ann, line):
    """What is wrong with the reply to a line; nothing, if all is well."""
    reply = ann.types(line)
    told = reply.text + reply.shown
    yield from (trace for trace in TRACES if trace in told and trace not in line)
    yield from MARKUP.findall(told)
    if reply.audience != "ephemeral":
        yield "everyone sees it"
    if reply.told["ok"]:
        return
    if not reply.shown.startswith("✋ "):
        yield "it is not told apart from an answer"
    suggestion = reply.told["error"]["suggestion"]
    if suggestion is not None and not ann.types(suggestion).told["ok"]:
        yield f"what it suggests is refused: {suggestion}"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("after", [{}, GOOD], ids=["alone", "after a good line"])
def test_every_odd_line_is_answered_or_told_what_to_type(ann, command, after):
    ann.types("/renewed-status set odr=0.74% orders=4210 defects=31")
    lines = [f"{command} {after.get(command, '')} {odd}" for odd in ODD]
    assert {line: found for line in lines if (found := list(faults(ann, line)))} == {}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("typed", ["help", "?", " HELP ", "aide"])
def test_help_gives_the_usage_and_examples(ann, command, typed):
    reply = ann.types(f"{command} {typed}")
    assert reply.told["ok"]
    for example in COMMANDS[command].EXAMPLES:
        assert f"{command} {example}".strip() in reply.shown


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_typed_is_answered_with_what_to_type(ann, command):
    reply = ann.types(command)
    assert list(faults(ann, command)) == []
    assert reply.told["ok"]
    assert "`" in reply.shown


SUGGESTED = {
    "/sfp-refund 129.99 late=18d uesd": "/sfp-refund 129.99 late=18d used",
    "/sfp-refund pirce=129.99 used": "/sfp-refund price=129.99 used",
    "/sfp-refund 129.99 late=18": "/sfp-refund 129.99 late=18d",
    "/sfp-refund -129.99": "/sfp-refund price=129.99",
    "/sfp-label unwnted": "/sfp-label unwanted",
    "/sfp-shipping K1A OB1": '/sfp-shipping postal="K1A 0B1"',
    "/renewed-eligibility odr=0.6": "/renewed-eligibility odr=0.6%",
    "/renewed-status set odr=0.74": "/renewed-status set odr=0.74%",
    "/renewed-status histroy": "/renewed-status history",
    "/seller-settings provnce=QC payer CR-UNWANTED_ITEM=seller": (
        "/seller-settings province=QC payer CR-UNWANTED_ITEM=seller"
    ),
    "/seller-help sfp-refnd": "/seller-help sfp-refund",
}


@pytest.mark.parametrize(("line", "suggestion"), SUGGESTED.items())
def test_a_slip_comes_with_the_corrected_line(ann, line, suggestion):
    reply = ann.types(line)
    assert reply.told["error"]["suggestion"] == suggestion
    assert suggestion is None or f"`{suggestion}`" in reply.shown


REASONS = {
    "/sfp-refund US$129.99": "Canadian",
    "/sfp-refund 129.999": "two decimals",
    "/sfp-refund received=2026-02-30": "28 Feb 2026",
    "/sfp-refund NaN": "“NaN”",
    "/sfp-refund price=NaN": "not a number",
    "/sfp-refund 129.99 late=3h": "not in days",
    "/sfp-refund 129.99 late=18d received=2026-11-20 window-end=2026-11-05": "15 days",
    "/sfp-refund 99999999": "digit too many",
    "/renewed-eligibility new-seller odr=0.5%": "Leave out",
    "/sfp-refund 129.99 used used=no": "twice",
    "/sfp-shipping country=Atlantis": "not a country",
    "/renewed-status what-if 1,500 defects": "“1,500 defects”",
    "/seller-settings role @bob=admin": "is not a person",
    "/seller-settings payer NONSENSE=seller": "not a return reason code",
}


@pytest.mark.parametrize(("line", "reason"), REASONS.items())
def test_a_refusal_says_what_was_wrong(ann, line, reason):
    reply = ann.types(line)
    assert not reply.told["ok"]
    assert reason in reply.told["error"]["message"]


READS_TWO_WAYS = {
    "/sfp-refund 129.99 received=12/11/2026": ("received=2026-11-12", "received=2026-12-11"),
    "/sfp-eligibility restock=03/04/2027": ("restock=2027-03-04", "restock=2027-04-03"),
    "/renewed-eligibility applied=05/06/2026": ("applied=2026-05-06", "applied=2026-06-05"),
    "/renewed-status set odr=0.7% as-of=10/11/2026": ("as-of=2026-10-11", "as-of=2026-11-10"),
}


@pytest.mark.parametrize(("line", "readings"), READS_TWO_WAYS.items())
@pytest.mark.parametrize("which", [0, 1])
def test_a_date_that_reads_two_ways_is_asked_back_and_a_button_answers(ann, line, readings, which):
    asked = ann.types(line)
    assert not asked.told["ok"]
    assert len(asked.buttons) == 2
    assert all(reading in label for reading, label in zip(readings, asked.buttons, strict=True))
    answered = ann.presses(list(asked.buttons.values())[which])
    assert answered.audience == "ephemeral"
    assert answered.told["ok"]


def test_what_was_typed_is_shown_as_text_and_not_as_markup(ann):
    reply = ann.types("/seller-settings account=“<b>&*x*`”")
    assert "&lt;b&gt;&amp;∗x∗ˋ" in reply.shown


def test_a_first_word_of_the_status_with_a_slip_in_it_is_put_right(ann):
    ann.types("/renewed-status set odr=0.5% orders=1000 defects=5")
    for typed, meant in {"waht-if +2": "what-if +2", "hist odr": "history odr", "improt": "import"}.items():
        assert ann.types(f"/renewed-status {typed}").told["error"]["suggestion"] == f"/renewed-status {meant}"
    assert "did you mean" not in ann.types("/renewed-status B0XX").shown.lower()


@pytest.mark.parametrize(
    ("line", "labels"),
    [
        ("/sfp-refund 129.99 received=12/11/2026 damaged", ["received=2026-11-12", "received=2026-12-11"]),
        ("/sfp-label not compatible", ["reason=CR-NOT_COMPATIBLE", "reason=PART_NOT_COMPATIBLE"]),
        ("/sfp-refund 129.99 used 139.99", ["129.99 used", "used 139.99"]),
    ],
)
def test_a_button_says_what_its_choice_has_of_its_own(ann, line, labels):
    assert list(ann.types(line).buttons) == labels


def test_choices_are_escaped_for_notifications(ann):
    reply = ann.types('/sfp-refund 129.99 category="> <!here|x" received=12/11/2026')
    assert len(reply.buttons) == 2
    assert "<!here" not in reply.text


def test_too_many_choices_or_too_long_ones_are_lines_to_copy(ann):
    reply = ann.types(f"/sfp-refund 129.99 received=12/11/2026 category={'“' + 'x' * 70 + '”'} {'used ' * 400}")
    assert reply.buttons == {}
    assert "received=2026-11-12" in reply.shown


def test_a_long_answered_line_has_no_buttons_it_cannot_carry(ann):
    reply = ann.types(f"/sfp-refund 129.99 {'used ' * 500}")
    assert reply.told["ok"]
    assert reply.buttons == {}
