"""Which marketplace a report is of: by Amazon's id, by the sales channel, or by the currency of its amounts."""

from functools import lru_cache

IDS = {
    "A2EUQ1WTGCTBG2": "ca",
    "ATVPDKIKX0DER": "us",
    "A1AM78C64UM0Y8": "mx",
    "A2Q3Y263D00KWC": "br",
    "A1F83G8C2ARO7P": "uk",
    "A1PA6795UKMFR9": "de",
    "A13V1IB3VIYZZH": "fr",
    "A1RKKUPIHCS9HS": "es",
    "APJ6JRA9NG5V4": "it",
    "A1VC38T7YXB528": "jp",
    "A39IBJ37TRP1C6": "au",
    "A21TJRUUN4KGV": "in",
}

CHANNELS = {
    "amazon.ca": "ca",
    "amazon.com": "us",
    "amazon.com.mx": "mx",
    "amazon.com.br": "br",
    "amazon.co.uk": "uk",
    "amazon.de": "de",
    "amazon.fr": "fr",
    "amazon.es": "es",
    "amazon.it": "it",
    "amazon.co.jp": "jp",
    "amazon.com.au": "au",
    "amazon.in": "in",
}

CURRENCIES = {"CAD": "ca", "USD": "us", "MXN": "mx", "BRL": "br", "GBP": "uk", "JPY": "jp", "AUD": "au", "INR": "in"}
"""Euros are not here: several marketplaces share them."""


LONGEST = 40


def of_id(text: str) -> str:
    """The marketplace of an id, or the text itself where it is none that we know: a short name as we write it, too."""
    return IDS.get(text.strip().upper()) or _as_it_is(text)


def of_channel(text: str) -> str:
    """The marketplace of a sales channel (`Amazon.ca`), or the channel itself where it is none that we know."""
    return CHANNELS.get(text.strip().lower()) or _as_it_is(text)


@lru_cache(maxsize=100)
def of_currency(text: str) -> str:
    """The marketplace that a currency means, or the currency itself where several share it; none of what is none."""
    code = text.strip().upper()
    is_code = len(code) == 3 and code.isascii() and code.isalpha()
    return CURRENCIES.get(code, code.lower()) if is_code else ""


def _as_it_is(text: str) -> str:
    return "".join(filter(str.isprintable, text.strip().lower()))[:LONGEST]
