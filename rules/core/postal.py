"""The shipping region of a Canadian postal code (assumption A8).

Amazon publishes no list of its northern area, so this is our reading of the code. A workspace may set the region of
the first three characters otherwise (`/seller-settings region X0A=rural`).
"""

import re
from typing import Final

URBAN, RURAL, NORTHERN, INTERNATIONAL = range(4)
REGIONS: Final = ("urban", "rural", "northern", "international")
NORTHERN_LETTERS: Final = "XY"
"""X is the Northwest Territories and Nunavut, Y is Yukon."""

_CODE = re.compile(r"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z](?: ?\d[ABCEGHJ-NPRSTV-Z]\d)?")


def is_postal_code(text: str) -> bool:
    """Whether this is a Canadian postal code, or its first three characters. D F I O Q U never occur."""
    return _CODE.fullmatch(text.upper()) is not None


def region_of(postal_code: str) -> int:
    """The region of a valid postal code, as an index into REGIONS.

    The letter decides before the digit does: X1A and Y1A are urban codes in the north. A 0 in second place is rural
    (Statistics Canada).
    """
    if postal_code[0].upper() in NORTHERN_LETTERS:
        return NORTHERN
    return RURAL if postal_code[1] == "0" else URBAN
