import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.grammar.normalise import normalise
from tests.builders.growth import grows_linearly

TYPED = {
    "129.99  late=18d\tused\n": "129.99 late=18d used",
    "R&amp;D &lt;b&gt;": "R&D <b>",
    "<mailto:a@b.ca|a@b.ca>": "a@b.ca",
    "<mailto:a@b.ca>": "a@b.ca",
    "<tel:5551234|555-1234>": "555-1234",
    "<https://x.ca/?a=1&amp;b=2|x.ca>": "x.ca",
    "<https://x.ca>": "https://x.ca",
    "owner=<@U123|bob>": "owner=@U123",
    "<@U123>": "@U123",
    "<#C1|general>": "#C1",
    "<#C1|>": "#C1",
    "<#C1>": "#C1",
    "<!channel>": "@channel",
    "<!subteam^S1|@team>": "@S1",
    "a < b > c": "a < b > c",
    "“no longer needed” «oui»": '"no longer needed" "oui"',
    "aujourd’hui": "aujourd'hui",
    "–5 2026‑11—20 −3": "-5 2026-11-20 -3",
    "1\u202f299,90\xa0$ 1\u2009299": "1 299,90 $ 1 299",
    "us\u200bed\u202e\ufeff\x00\ud800": "used",
    "０．７４％ ｌａｔｅ＝１８ｄ": "0.74% late=18d",
    "late = 18d late =18d late= 18d": "late=18d late=18d late=18d",
    "reçu": "reçu",
    "rec\u0327u": "reçu",
    "": "",
}


@pytest.mark.parametrize(("typed", "plain"), TYPED.items())
def test_as_if_typed_on_a_plain_keyboard(typed, plain):
    assert plain == normalise(typed)


MARKUP = st.text(alphabet="<>@|&;#!ltgampU1: =\u0338\u0301\u200b\xa0＜＝“'e-", max_size=60)


@given(st.text() | MARKUP)
def test_twice_changes_nothing_more(text):
    once = normalise(text)
    assert once == normalise(once)


@given(MARKUP)
def test_no_slack_markup_is_left(text):
    assert not any(shape in normalise(text) for shape in ("\xa0", "\u200b", "  ", "&amp;", "&lt;", " =", "= "))


@pytest.mark.parametrize(
    "piece", ["<", ">", "<a", "<@U1|", "&amp;", "amp;", " ", "= ", "\u0301", "\u200b", '"', "<https://", "|", "é\xa0"]
)
@pytest.mark.parametrize("end", ["", ">" * 10_000])
def test_it_takes_time_in_proportion_to_the_length(piece, end):
    assert grows_linearly(lambda text: normalise(text + end[: len(text) // 4]), (piece * 40_000)[:40_000])
