import pytest

from bot.language.grammar.slip import Slip
from bot.language.grammar.subcommands import asked, strange

ACTS = ("list", "on", "off", "mute", "owner")
ENDED = ("mute", "owner")

ASKED = {
    "": ("", ""),
    "mute 2d": ("mute", "2d"),
    "2d mute": ("mute", "2d"),
    "Mute=2d": ("mute", "2d"),
    "owner = <@U1|bob>": ("owner", "@U1"),
    "odr on at=0.7%": ("on", "odr at=0.7%"),
    "mute off": ("mute", "off"),
    "off, mute": ("mute", "off,"),
    "off": ("off", ""),
    'on account="off mute"': ("on", 'account="off mute"'),
    "on account=list": ("on", "account=list"),
    '"on"': ("", '"on"'),
    "nonsense": ("", "nonsense"),
}


@pytest.mark.parametrize(("line", "told"), ASKED.items())
def test_an_act_is_found_wherever_it_stands(line, told):
    assert told == asked(line, ACTS, ENDED)


def test_two_acts_are_asked_back_as_two_lines():
    with pytest.raises(Slip) as slip:
        asked("odr on at=0.7% mute 2d", ACTS, ENDED)
    assert slip.value.choices == ("odr on at=0.7%", "mute 2d")


@pytest.mark.parametrize(("line", "suggestion"), {"mut 2d": "mute 2d", "odr": "on odr", "lsit": "list"}.items())
def test_a_line_without_an_act_is_offered_one(line, suggestion):
    assert suggestion == strange(line, ACTS, "on").suggestion


def test_a_line_that_is_too_long_is_refused():
    with pytest.raises(Slip) as slip:
        asked("on " * 2_000, ACTS, ENDED)
    assert slip.value.key == "slip.too_long"
