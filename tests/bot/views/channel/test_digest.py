"""What the digest says, at most a few lines, and one where all is well."""

from datetime import date

import pytest

from bot.language.locale import ENGLISH
from bot.views.channel.digest import AccountDigest, Changed, Digest, StaleSource, digest_view
from rules.core.levels import ACT, BREACHED, OK, WATCH
from rules.warnings.states import Silences, Transition
from tests.builders.warnings import TODAY, UNTIL, counted, lines, offers, subject


def digest(*accounts: AccountDigest, **told: object) -> Digest:
    return Digest(**{"day": TODAY, "rhythm": "daily", "accounts": accounts} | told)


def account(*subjects, name: str = "main", ok: int = 6) -> AccountDigest:
    return AccountDigest(account=name, subjects=subjects, ok=ok)


@pytest.mark.parametrize(
    ("rhythm", "ok", "expected"),
    [
        ("daily", 6, "🟢 Tue 24 Nov 2026: all is well, nothing changed. 6 metrics watched."),
        ("daily", 1, "🟢 Tue 24 Nov 2026: all is well, nothing changed. 1 metric watched."),
        ("weekly", 6, "🟢 Week to Tue 24 Nov 2026: all is well, nothing changed. 6 metrics watched."),
        ("daily", 0, "🟢 Tue 24 Nov 2026: nothing to report, and no figures are held yet."),
    ],
)
def test_all_is_well_in_one_line(rhythm, ok, expected):
    assert [expected] == lines(digest_view(ENGLISH, digest(account(ok=ok), rhythm=rhythm)))


def test_what_is_wrong_what_was_done_what_changed_and_what_is_old():
    over = subject(counted("odr", 16, 1_806), BREACHED, silences=Silences(acknowledged_by="U1"))
    near = subject(counted("seller-rqs", 36, 1_806), ACT, silences=Silences(snoozed_by="U1", snoozed_until=UNTIL))
    change = Transition("worsened", WATCH, ACT, TODAY, 1)
    told = digest(
        account(over, near),
        changes=(Changed(account="main", metric="seller-rqs", subject="", transition=change),),
        stale=(StaleSource(account="A & B", source="typed", last=date(2026, 11, 3)),),
    )
    assert lines(digest_view(ENGLISH, told)) == [
        "🗞 Digest of Tue 24 Nov 2026",
        "main · 6 safe",
        "🔴 breached · Order defect rate 0.89 % · 16 of 1,806, 2 too many · ✋ acknowledged",
        "🟠 act · Seller RQS 98.01 % · 36 of 1,806, no room · 34 % in 14 d · 💤 snoozed",
        "Since the last digest",
        "Seller RQS · main: 🟡 watch → 🟠 act, 24 Nov 2026",
        "⏳ No fresh figures of A & B from typed since 3 Nov 2026.",
    ]


def test_the_text_alone_says_it_too():
    message = digest_view(ENGLISH, digest(account(subject(counted("odr", 16, 1_806), BREACHED)), rhythm="weekly"))
    assert message.text.splitlines()[0] == "🗞 Weekly digest of Tue 24 Nov 2026"
    assert "16 of 1,806, 2 too many" in message.text


def test_many_are_counted_and_not_listed():
    change = Changed(
        account="main", metric="offer-rqs", subject="B0X", transition=Transition("raised", OK, WATCH, TODAY, 1)
    )
    accounts = [account(*offers(7, WATCH), name=f"shop {place}", ok=0) for place in range(12)]
    told = lines(digest_view(ENGLISH, digest(*accounts, changes=(change,) * 6)))
    assert told[1:8] == ["shop 0", *(line for line in told[2:7]), "and 2 more"]
    assert told[-8:-6] == ["and 2 more accounts", "Since the last digest"]
    assert told[-1] == "and 1 more"
    assert told[-2] == "Offer RQS · B0X · main: 🟢 ok → 🟡 watch, 24 Nov 2026"


def test_names_cannot_call_anybody():
    message = digest_view(ENGLISH, digest(account(*offers(1, WATCH), name="<!channel>")))
    assert lines(message)[1] == "<!channel> · 6 safe"
    assert "<!channel>" not in message.text
