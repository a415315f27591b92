"""Amounts of money in reports: a decimal point or comma, thousands set apart, a currency before or after."""

import re

from bot.reports.parsing.cells import LONGEST, Bad, is_negative

MOST = 10_000_000_000_00
"""Cents; an amount above it is a slip."""

_PLAIN = re.compile(r"([0-9]{1,11})\.([0-9]{2})")
_AMOUNT = re.compile(
    r"(?P<before>[A-Za-z]{0,4} ?[$€£¥₹]?) ?"
    r"(?P<whole>[1-9][0-9]{0,2}(?P<group>[,.'\u00a0\u202f ])[0-9]{3}(?:(?P=group)[0-9]{3}){0,3}|[0-9]{1,14})"
    r"(?:(?P<point>[.,])(?P<cents>[0-9]{1,8}))?"
    r" ?(?P<after>[A-Za-z]{0,4} ?[$€£¥₹]?)"
)
_NOT_DIGITS = re.compile(r"[^0-9]")

_CODES = {
    **dict.fromkeys(("", "$", "$$"), ""),
    **dict.fromkeys(("CA$", "C$", "CAD", "CAD$", "CDN", "CDN$", "$CAD", "$CA"), "CAD"),
    **dict.fromkeys(("US$", "USD", "USD$", "U$", "$US", "$USD"), "USD"),
    **dict.fromkeys(("€", "EUR"), "EUR"),
    **dict.fromkeys(("£", "GBP"), "GBP"),
    **dict.fromkeys(("MXN", "MX$", "MXN$"), "MXN"),
    **dict.fromkeys(("¥", "JPY"), "JPY"),
    **dict.fromkeys(("A$", "AU$", "AUD"), "AUD"),
    **dict.fromkeys(("₹", "INR"), "INR"),
}


def cents(cell: str) -> int:
    """An amount in cents whose currency stands elsewhere. Raises Bad where the cell names one itself."""
    if plain := _PLAIN.fullmatch(cell):
        return int(plain[1] + plain[2])
    amount_in_cents, currency = amount(cell)
    if currency:
        raise Bad("feeds.problem.currency_here")
    return amount_in_cents


def amount(cell: str) -> tuple[int, str]:
    """An amount in cents, and the currency that the cell names, or an empty string; `$` alone names none.

    A comma or point before one or two last digits is the decimal one; three digits after the only comma are
    thousands, since cents have two. More decimals than cents are taken only where they are zeros.
    """
    match = _AMOUNT.fullmatch(cell) if len(cell) <= LONGEST else None
    if match is None:
        raise Bad("feeds.problem.negative" if is_negative(cell) else "feeds.problem.not_an_amount")
    in_cents = _cents(match)
    if in_cents > MOST:
        raise Bad("feeds.problem.too_much")
    return in_cents, _currency(match)


def _cents(match: re.Match[str]) -> int:
    group, point, decimals = match["group"], match["point"], match["cents"] or ""
    if group and group == point:
        raise Bad("feeds.problem.not_an_amount")
    if group == "." and point is None:
        # 1.299 may be one dollar and 299 tenths of a cent, or thousands written with a point.
        raise Bad("feeds.problem.two_amounts")
    if point == "," and len(decimals) > 2:
        raise Bad("feeds.problem.two_amounts")
    decimals = decimals.rstrip("0") if len(decimals) > 2 else decimals
    if len(decimals) > 2:
        raise Bad("feeds.problem.sub_cent")
    return int(_NOT_DIGITS.sub("", match["whole"])) * 100 + int(decimals.ljust(2, "0"))


def _currency(match: re.Match[str]) -> str:
    named = {_CODES.get(match[side].replace(" ", "").upper()) for side in ("before", "after")} - {""}
    if None in named:
        raise Bad("feeds.problem.not_an_amount")
    if len(named) > 1:
        raise Bad("feeds.problem.two_currencies")
    return next((code for code in named if code), "")
