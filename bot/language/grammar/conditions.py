"""What a clerk can say of the item that came back: the flags of a condition, as arguments."""

from bot.language.grammar.grammar import Argument, flag

CONDITIONS: tuple[Argument, ...] = (
    flag("used", "signs of use"),
    flag("damaged"),
    flag("missing-parts"),
    flag("not-original", "not in original condition"),
    flag("opened-software", "open software", "software"),
)
