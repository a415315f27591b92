"""What a rule must know of a marketplace beside its policies: country, currency, holidays and shipping regions."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from rules.core import postal

MarketplaceId = Literal["ca", "us", "mx"]
"""The marketplaces that the pages speak of."""

Currency = Literal["CAD", "USD"]


@dataclass(frozen=True, slots=True)
class Marketplace:
    """One marketplace.

    `id` is what policy files call it and `country` its ISO code. `provinces` are the parts of the country whose
    holidays differ, and `province` the one whose holidays count until a workspace says otherwise, as is `zone` its
    time zone. `region_of` gives the shipping region of a postal code, as an index into `postal.REGIONS`.
    """

    id: MarketplaceId
    country: str
    currency: Currency
    provinces: tuple[str, ...]
    province: str
    zone: str
    region_of: Callable[[str], int]


CANADA = Marketplace(
    id="ca",
    country="CA",
    currency="CAD",
    provinces=("AB", "BC", "MB", "NB", "NL", "NS", "NT", "NU", "ON", "PE", "QC", "SK", "YT"),
    province="ON",
    zone="America/Toronto",
    region_of=postal.region_of,
)

HOME = CANADA
"""The marketplace that every rule answers for."""
