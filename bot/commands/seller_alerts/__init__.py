"""`/seller-alerts`: what the channel in which it is typed hears of, and when it is left in peace."""

from collections.abc import Callable, Mapping
from functools import partial

from bot.commands.seller_alerts import habits, listing, samples, subscribe
from bot.commands.seller_alerts.habits import HABITS
from bot.language.grammar.grammar import Grammar
from bot.language.grammar.slip import Slip
from bot.language.grammar.subcommands import OFF, asked, strange
from bot.workspace.request import Ask, Reply

NAME = "/seller-alerts"
SUMMARY = "which warnings come to this channel, when they wait, and how things stand"
USAGE = (
    "[list | on [metric…] [at=0.70%] [account=NAME] | off | mute 2d | digest daily 09:00 | quiet 18:00-08:00 "
    "| owner=@name | test]"
)
EXAMPLES: tuple[str, ...] = (
    "",
    "on",
    "on odr at=0.70%",
    "mute 2d",
    "digest weekly mon 09:00",
    "quiet 18:00-08:00",
    "test",
    "off",
)
GRAMMARS: Mapping[str, Grammar] = {"on": subscribe.GRAMMAR}

Request = (
    listing.ListSubscriptions | subscribe.Subscribe | subscribe.Unsubscribe | habits.ChangeHabit | samples.SendSamples
)

_READERS: Mapping[str, Callable[[Ask, str], Request]] = {
    "list": listing.read,
    "on": subscribe.read,
    OFF: subscribe.read_off,
    **{name: partial(habits.read, habit=habit) for name, habit in HABITS.items()},
    "test": samples.read,
}


def read(ask: Ask) -> Request:
    """What the line asks to be shown or changed. Raises Slip, also where the asker may not change it, and NoTerms."""
    act, rest = asked(ask.text, _READERS, HABITS)
    if not act and rest:
        raise strange(rest, _READERS, "on")
    try:
        return _READERS[act or "list"](ask, rest)
    except Slip as slip:
        slip.place(lambda line: f"{act} {line}".strip())
        raise


def run(request: Request) -> Reply:
    """Show or change what this channel hears of. Raises `storage.transaction.RepeatedRequest`."""
    match request:
        case listing.ListSubscriptions():
            return listing.run(request)
        case subscribe.Subscribe():
            return subscribe.run(request)
        case subscribe.Unsubscribe():
            return subscribe.run_off(request)
        case habits.ChangeHabit():
            return habits.run(request)
        case samples.SendSamples():
            return samples.run(request)
