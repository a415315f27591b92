"""How it looks what the invoices that an account holds come to."""

from decimal import Decimal

from bot.language.catalogue import say
from bot.language.locale import Locale
from rules.core.marketplaces import HOME
from rules.renewed.eligibility import EligibilityCase, EligibilityTerms, Invoices
from rules.renewed.invoices import Line, Sum, Tally


def tally_lines(locale: Locale, tally: Tally, case: EligibilityCase, figures: EligibilityTerms) -> tuple[str, ...]:
    """How many lines count, what they come to, which are left out and why, and how to see each of them."""
    lines = [_counts(locale, tally, case.rate)]
    if tally.left:
        lines.append(say(locale, "invoices.left", reasons=left_out(locale, tally, figures)))
    if tally.by_cost:
        lines.append(say(locale, "invoices.by_cost", n=tally.by_cost))
    if case.apple_invoices is None:
        lines += _apple(locale, tally, case, figures)
    return (*lines, say(locale, "invoices.export"))


def left_out(locale: Locale, tally: Tally, figures: EligibilityTerms) -> list[str]:
    """How many lines are left out, by the reason, in the order in which the reasons are weighed."""
    reasons = [(why, tally.left[why]) for why in Line if tally.left.get(why)]
    return [say(locale, f"invoices.why.{why.name.lower()}", n=n, **values_of(figures)) for why, n in reasons]


def values_of(figures: EligibilityTerms) -> dict[str, int]:
    """The figures of the page that reasons name."""
    return {"days": figures.invoices_days, "price": figures.unit_price_above}


def _counts(locale: Locale, tally: Tally, rate: Decimal | None) -> str:
    values = {"n": tally.counted, "all": tally.lines, "account": tally.account}
    usd = _in_usd(tally.general, rate)
    if usd is None:
        return say(locale, "invoices.counted_apart", **values, usd=tally.general.usd)
    return say(locale, "invoices.counted", **values, usd=usd)


def _in_usd(total: Sum, rate: Decimal | None) -> int | None:
    """The lines that count in US cents; None where some wait for a rate."""
    if total.unrated:
        return None
    return Invoices(cents=total.cad, currency=HOME.currency, more_usd=total.usd).usd(rate) if total.cad else total.usd


def _apple(locale: Locale, tally: Tally, case: EligibilityCase, figures: EligibilityTerms) -> tuple[str, ...]:
    """What of it is Apple's and what is not: the page does not say whether the one is part of the other."""
    apple, general = _in_usd(tally.apple, case.rate), _in_usd(tally.general, case.rate)
    if not apple or general is None:
        return ()
    values = {"apple": apple, "besides": general - apple, "limit": figures.apple_invoices_min}
    return (say(locale, "invoices.apple", **values, typed=f"{apple // 100}.{apple % 100:02}usd"),)
