"""What the name of a shipping template says of the offers that use it."""

import re

from rules.core.truth import NO, UNKNOWN, YES

_NOT_PRIME = re.compile(r"\b(?:non|not|no|without|sans)\b[\s_-]*(?:seller[\s_-]*fulfilled[\s_-]*)?prime|\bnonprime")


def names_prime(template: str) -> int:
    """Whether the name of a shipping template says Prime: NO, UNKNOWN for no name, or YES; `Non-Prime` does not."""
    name = template.casefold()
    if not name.strip():
        return UNKNOWN
    return YES if "prime" in _NOT_PRIME.sub("", name) else NO
