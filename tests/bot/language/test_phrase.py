"""A phrase and what storage keeps of it: the same phrase again, and nothing else is taken for one."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.language.phrase import (
    INT_LIMIT,
    MOST_ITEMS,
    TEXT_LIMIT,
    Phrase,
    as_json,
    from_json,
    phrase_text,
    stored_phrase,
)

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
KEYS = st.sampled_from(["check.item", "checks.hazmat", "no.such-key", "policy.name.sfp-ca/refund/general"])
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
SIMPLE = (
    st.none()
    | st.booleans()
    | st.integers(-INT_LIMIT + 1, INT_LIMIT - 1)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
    | st.dates()
    | st.datetimes(timezones=ZONES)
    | st.decimals(-(10**20), 10**20, allow_nan=False, places=6)
)
PHRASES = st.recursive(
    st.builds(Phrase, KEYS, st.dictionaries(NAMES, SIMPLE, max_size=4)),
    lambda inside: st.builds(
        Phrase, KEYS, st.dictionaries(NAMES, SIMPLE | inside | st.lists(SIMPLE, max_size=3).map(tuple), max_size=3)
    ),
    max_leaves=3,
)
FINDING = Phrase("checks.refund.above", {"refunded": 13_000, "amount": 12_999, "off": 1})
ITEM = Phrase("check.item_priced", {"subject": "A & B", "cents": 1_240, "finding": FINDING})


def depth(phrase: Phrase) -> int:
    return 1 + max((depth(each) for each in phrase.values.values() if isinstance(each, Phrase)), default=0)


@given(PHRASES.filter(lambda phrase: depth(phrase) < 4))
def test_what_is_kept_is_the_same_phrase_again(phrase: Phrase) -> None:
    kept = json.loads(json.dumps(as_json(phrase)))
    assert phrase == from_json(kept)
    assert phrase == stored_phrase(kept)
    assert phrase_text(ENGLISH, phrase)


def test_what_is_kept_is_keys_and_plain_values() -> None:
    values = {
        "n": 3,
        "on": True,
        "none": None,
        "day": date(2026, 11, 20),
        "at": datetime(2026, 11, 20, 9, tzinfo=UTC),
        "share": Decimal("1.50"),
        "kinds": ("odr", "rating"),
        "finding": Phrase("checks.hazmat"),
    }
    assert as_json(Phrase("check.item", values)) == {
        "key": "check.item",
        "values": {
            "n": 3,
            "on": True,
            "none": None,
            "day": {"date": "2026-11-20"},
            "at": {"datetime": "2026-11-20T09:00:00+00:00"},
            "share": {"decimal": "1.50"},
            "kinds": ["odr", "rating"],
            "finding": {"key": "checks.hazmat", "values": {}},
        },
    }


@pytest.mark.parametrize("value", [1.5, {"a": 1}, b"x", datetime(2026, 11, 20), Decimal("NaN"), object(), {"x"}])  # noqa: DTZ001
def test_another_value_is_not_kept(value: object) -> None:
    with pytest.raises(ValueError, match="is no value of a phrase"):
        as_json(Phrase("check.item", {"subject": value}))


def nested(times: int) -> dict[str, Any]:
    return {"key": "check.item", "values": {"finding": nested(times - 1)} if times else {}}


SPOILT = {
    "a text": "Ein Satz.",
    "nothing": None,
    "a list": [],
    "no values": {"key": "check.item"},
    "more than a phrase": {"key": "check.item", "values": {}, "more": 1},
    "no key": {"key": 1, "values": {}},
    "a key that is none": {"key": "Check item", "values": {}},
    "a key without end": {"key": "c" * 200, "values": {}},
    "a name that is none": {"key": "check.item", "values": {"Subject!": "x"}},
    "too many values": {"key": "check.item", "values": {f"v{number}": 1 for number in range(21)}},
    "too deep": nested(9),
    "too long a text": {"key": "check.item", "values": {"subject": "x" * (TEXT_LIMIT + 1)}},
    "too many items": {"key": "check.item", "values": {"subject": [1] * (MOST_ITEMS + 1)}},
    "too large a number": {"key": "check.item", "values": {"n": INT_LIMIT}},
    "a fraction": {"key": "check.item", "values": {"n": 1.5}},
    "an unknown shape": {"key": "check.item", "values": {"n": {"float": "1"}}},
    "two shapes": {"key": "check.item", "values": {"n": {"date": "2026-11-20", "decimal": "1"}}},
    "no date": {"key": "check.item", "values": {"n": {"date": "20261120"}}},
    "a date that is a number": {"key": "check.item", "values": {"n": {"date": 20261120}}},
    "an instant without a zone": {"key": "check.item", "values": {"n": {"datetime": "2026-11-20T09:00:00"}}},
    "a decimal that fills the memory": {"key": "check.item", "values": {"n": {"decimal": "1e999999999"}}},
    "no decimal": {"key": "check.item", "values": {"n": {"decimal": "NaN"}}},
}


@pytest.mark.parametrize("kept", SPOILT.values(), ids=SPOILT)
def test_what_is_no_phrase_is_refused_and_shown_as_it_stands(kept: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(kept)
    shown = phrase_text(ENGLISH, stored_phrase(kept))
    assert shown == kept if isinstance(kept, str) else shown.startswith(json.dumps(kept)[:9])


def test_a_phrase_is_said_as_its_sentences_are_said() -> None:
    finding = say(ENGLISH, FINDING.key, **FINDING.values)
    assert phrase_text(ENGLISH, ITEM) == say(
        ENGLISH, "check.item_priced", subject="A & B", cents=1_240, finding=finding
    )
    assert "`A &amp; B` · $12.40 · $130.00 was refunded for an order of $129.99" in phrase_text(ENGLISH, ITEM)


def test_a_sentence_of_an_earlier_version_stands_as_it_stood() -> None:
    sentence = "• `701-1` Router &amp; modem · Refund *$129.99*."
    assert phrase_text(ENGLISH, Phrase("stored.text", {"text": sentence})) == sentence


@pytest.mark.parametrize(
    "phrase",
    [Phrase("check.of_tomorrow", ITEM.values), Phrase("check.item_priced", {"subject": "A & B", "amount": 12_999})],
    ids=["an unknown sentence", "a value that is wanting"],
)
def test_a_phrase_of_another_version_is_shown_by_its_values(phrase: Phrase) -> None:
    assert phrase_text(ENGLISH, phrase).startswith("A &amp; B · 12")


def test_a_return_reason_is_kept_by_its_code_and_shown_by_its_name() -> None:
    paid = "checks.payer.seller_paid"
    assert "“No longer needed or wanted”" in phrase_text(ENGLISH, Phrase(paid, {"reason": "CR-UNWANTED_ITEM"}))
    assert "“AMZ-PG-&lt;X&gt;”" in phrase_text(ENGLISH, Phrase(paid, {"reason": "AMZ-PG-<X>"}))
