from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.grammar import Argument, Grammar, flag
from bot.language.grammar.parse import parse
from bot.language.grammar.values.kinds import NAME
from bot.language.grammar.values.money import Money
from tests.builders.grammar import REFUND, TODAY, read


def cad(cents):
    return Money(cents, "CAD")


THE_20TH = date(2026, 11, 20)

READ = {
    "": {},
    " , ; ": {},
    "129.99 late=18d used": {"price": cad(129_99), "late": 18, "used": True},
    "USED, Late = 18 d; $129.99,": {"price": cad(129_99), "late": 18, "used": True},
    "129.99 received=20 Nov used": {"price": cad(129_99), "received": THE_20TH, "used": True},
    "received=Nov 20, 2026 129.99": {"price": cad(129_99), "received": THE_20TH},
    "received=20 Nov 1299": {"price": cad(1_299_00), "received": THE_20TH},
    "received=3 days ago": {"received": date(2026, 11, 19)},
    "reçu=il y a 3 jours prix=5": {"received": date(2026, 11, 19), "price": cad(5_00)},
    "RECU=2026-11-20": {"received": THE_20TH},
    "total=1\u202f299,90\xa0$ used": {"total": cad(1_299_90), "used": True},
    "reason=no longer needed used": {"reason": "UNWANTED_ITEM", "used": True},
    "reason=“no longer needed”": {"reason": "UNWANTED_ITEM"},
    "no longer needed missing parts": {"reason": "UNWANTED_ITEM", "missing_parts": True},
    "damaged during shipping": {"reason": "DAMAGED_BY_CARRIER"},
    "reason=damaged during shipping": {"reason": "DAMAGED_BY_CARRIER"},
    "damaged": {"damaged": True},
    "CR-POOR_FIT": {"reason": "POOR_FIT"},
    "signs of use": {"used": True},
    "missing_parts missing-parts": {"missing_parts": True},
    "not used": {"used": False},
    "not missing parts": {"missing_parts": False},
    "not original": {"not_original": True},
    "used=no missing-parts=oui": {"used": False, "missing_parts": True},
    "missing parts=no": {"missing_parts": False},
    "window end=2026-11-02": {"window_end": date(2026, 11, 2)},
    "window_end:2026-11-02": {"window_end": date(2026, 11, 2)},
    "late:18d": {"late": 18},
    "--late=18d": {"late": 18},
    "CA$ 12": {"price": cad(12_00)},
    "1 299,90 $": {"price": cad(1_299_90)},
    "K1A 0B1": {"postal": "K1A0B1"},
    "X0A 129.99": {"postal": "X0A", "price": cad(129_99)},
    "123-1234567-1234567 b0abcdef12": {"order": "123-1234567-1234567", "asin": "B0ABCDEF12"},
    "`129.99` *used* *late=18d*": {"price": cad(129_99), "used": True, "late": 18},
    '"129.99" "used"': {"price": cad(129_99), "used": True},
    "odr=0,74 % orders=4,210": {"odr": 7_400, "orders": 4_210},
    "5 orders=4 210": {"price": cad(5_00), "orders": 4_210},
    'label="12 129.99"': {"label": cad(12_129_99)},
    "label=12, 129.99": {"label": cad(12_00), "price": cad(129_99)},
    "odr=20 pour cent used": {"odr": 200_000, "used": True},
    "country=united states used": {"country": "US", "used": True},
    "owner=<@U123|bob>": {"owner": "U123"},
    'account="My shop, Inc" used': {"account": "My shop, Inc", "used": True},
    "invoices=52000usd": {"invoices": Money(52_000_00, "USD")},
    "129.99 129.99 price=129.99": {"price": cad(129_99)},
}


@pytest.mark.parametrize(("text", "values"), READ.items())
def test_lines_as_people_type_them(text, values):
    assert values == read(text).values


def test_what_was_understood_is_said_in_the_order_given():
    assert read("used 129.99 late=2w").understood == (("used", "yes"), ("price", "CA$129.99"), ("late", "14d"))


def test_notes_of_values_are_kept():
    assert [note.key for note in read("received=20 Nov").notes] == ["note.year"]


PIECES = {
    "price": ["129.99", "price=129.99", "$129.99", "CA$129.99", "129,99 $"],
    "received": ["received=20 Nov", "received=2026-11-20", 'received="20 Nov 2026"', "received:2 days ago"],
    "late": ["late=18d", "late=18 days", "late:18j"],
    "used": ["used", "used=yes", "signs of use", "USED"],
    "missing_parts": ["missing parts", "missing-parts", "missing_parts=oui"],
    "reason": ["no longer needed", "reason=unwanted", "UNWANTED_ITEM"],
    "postal": ["K1A 0B1", "postal=k1a0b1"],
}
VALUES = {
    "price": cad(129_99),
    "received": THE_20TH,
    "late": 18,
    "used": True,
    "missing_parts": True,
    "reason": "UNWANTED_ITEM",
    "postal": "K1A0B1",
}


@given(st.data(), st.lists(st.sampled_from(sorted(PIECES)), unique=True))
def test_known_pieces_read_the_same_in_any_order(data, names):
    pieces = [data.draw(st.sampled_from(PIECES[name])) for name in names]
    between = data.draw(st.sampled_from([" ", ", ", "; ", "\xa0", "\n"]))
    assert {name: VALUES[name] for name in names} == read(between.join(pieces)).values


def test_every_order_of_one_line():
    lines = [" ".join(order) for order in permutations(["129.99", "received=20 Nov", "not used", "no longer needed"])]
    assert len({frozenset(read(line).values.items()) for line in lines}) == 1


@given(st.data(), st.lists(st.sampled_from(sorted(PIECES)), unique=True))
def test_what_was_understood_can_be_typed_again(data, names):
    parsed = read(" ".join(data.draw(st.sampled_from(PIECES[name])) for name in names))
    again = read(" ".join(f'{name}="{shown}"' for name, shown in parsed.understood))
    assert parsed.values == again.values


def test_free_text_without_a_name_stands_in_quotes():
    grammar = Grammar(Argument("question", NAME, bare=True), flag("used"))
    assert parse(grammar, "“late &amp; lost”", TODAY).values == {"question": "late & lost"}


def test_a_grammar_without_arguments_reads_an_empty_line():
    assert parse(Grammar(), "", TODAY).values == {}


def test_a_value_may_hold_the_words_of_a_flag():
    assert parse(REFUND, "reason=damaged during shipping used", TODAY).values == {
        "reason": "DAMAGED_BY_CARRIER",
        "used": True,
    }
