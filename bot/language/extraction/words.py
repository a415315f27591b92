"""The everyday words that say what is meant of a return: which argument of `/sfp-refund`, and whether it is so."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DENIALS = _words(
    "not no never none nothing without neither nor non pas sans isnt wasnt arent werent dont didnt doesnt hasnt havent "
    "hadnt cannot cant ☐ ❌ ✗ ✘ ✖ ❎ ⬜ 🚫"
)
"""Words after which, in the same clause, nothing is taken; an empty box and a cross say the same."""

DOUBTS = _words(
    "or maybe perhaps possibly probably might could would should will wont if whether unless until except expected "
    "about around approx approximately roughly says said claims claimed ou"
)
"""Words that leave open what their clause says, as a question mark does."""

DATES = {
    **dict.fromkeys(("received", "arrived", "delivered"), "received"),
    **dict.fromkeys(
        ("window ended", "window ends", "window end", "window closed", "window closes", "return by"), "window-end"
    ),
}
"""What stands right before a date, and which date that makes it."""

AMOUNTS = {**dict.fromkeys(("paid", "price", "prix", "sfp refund"), "price"), "total": "total"}
"""What stands right before an amount; one without a word is the price."""

BETWEEN = frozenset(("on", "at", "the", "of", "was", "is", "le", "de", "date", "back"))
"""Words that may stand between the two."""

LATE, LATE_BY = "late", "late by"
AFTER_DAYS = (LATE, "after the window", "after the return window", "past the window", "past the return window")
"""What stands before, or follows, a number of days that is a lateness."""

QUANTITY = ("qty", "quantity")
UNITS = ("unit", "units")
"""What stands before, or follows, a number of items."""

AMERICAN = frozenset(("US", "U.S", "USA", "American", "american"))
"""What beside an amount makes it American, where the grammar of amounts does not know the word."""

NEARLY = {
    **dict.fromkeys(("damage", "broken", "dented", "scratched", "scratches"), "damaged"),
    **dict.fromkeys(("missing", "incomplete"), "missing-parts"),
}
"""Words that may mean a condition, which the grammar does not know: asked about, and never taken."""

_AMOUNTS_OF_ELSE = _words(
    "label shipping postage fee fees tax taxes refund refunds refunded refunding keep keeping kept deduct deducted "
    "deduction discount coupon credit deposit worth cost costs offer offered replacement"
)

OTHERWISE = {
    "price": _AMOUNTS_OF_ELSE,
    "total": _AMOUNTS_OF_ELSE,
    "received": _words(
        "customer buyer client he she they request payment message email complaint claim refund label report "
        "replacement"
    ),
    "late": _words("shipped ship shipping shipment carrier delivered delivery refund reply"),
    "damaged": _words("box boxes carton envelope package packaging packing parcel"),  # not the item
    "not-received": _words("we us our refund return replacement payment label yet back warehouse"),
}
"""Words that, in the same clause, make it likely that something else is meant."""

UNSURE = frozenset(
    (
        *NEARLY,
        *("software", "we used", "i used", "you used", "they used", "used to", "used by", "used for", "used as"),
        *("used a", "used an", "used the", "used our", "used their"),
    )
)
"""Phrases that are a word for a condition, or have one in them, and need not mean the condition."""
