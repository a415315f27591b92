"""What people paste into Slack, and what Slack makes of it, as plain typed text."""

import re
import unicodedata

_SPACES = (
    "\t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004"
    "\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_TYPED = str.maketrans(
    {
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys(_SPACES, " "),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛‹›ʼ′", "'"),
        **dict.fromkeys("‐‑‒–—―−﹣", "-"),
    }
)
# Controls, bidirectional and zero-width marks, overlays (they turn "=" into "≠"), lone surrogates.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u0334-\u0338\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_BLANKS = re.compile(" {2,}")
_EQUALS = re.compile(" ?= ?")
_ESCAPE = re.compile("&(?:amp;)*(lt|gt|amp);")
_ESCAPED = {"lt": "<", "gt": ">", "amp": "&"}
_STILL_ESCAPED = re.compile("&(?=(?:lt|gt|amp);)")
_ANGLE = re.compile("([<>])")


def normalise(text: str) -> str:
    """`text` as if typed on a plain keyboard, without Slack's mark-up. Idempotent, linear time."""
    text = _visible(text)
    if "&" in text:
        text = _ESCAPE.sub(lambda found: _ESCAPED[found[1]], text)
    if "<" in text:
        # Taking mark-up away may bring an "&" next to a "lt;": kept apart, it stays text.
        text = _STILL_ESCAPED.sub("& ", _unwrapped(text))
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    text = _EQUALS.sub("=", text).strip(" ")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.translate(_TYPED)))


def _unwrapped(text: str) -> str:
    """`text` with each of Slack's `<...>` replaced by what a reader of the message sees."""
    open_parts: list[list[str]] = [[]]
    for part in _ANGLE.split(text):
        if part == "<":
            open_parts.append([])
        elif part == ">" and len(open_parts) > 1:
            inside = "".join(open_parts.pop())
            open_parts[-1].append(_seen(inside))
        else:
            open_parts[-1].append(part)
    return "<".join("".join(parts) for parts in open_parts)


def _seen(inside: str) -> str:
    target, _, label = inside.partition("|")
    if "<" in inside or ">" in inside:
        return f"<{inside}>"
    if target.startswith(("@", "#")):
        return target
    if target.startswith("!"):
        return "@" + target[1:].removeprefix("subteam^")
    if target.startswith(("mailto:", "tel:")):
        return label or target.partition(":")[2]
    if target.startswith(("http://", "https://")):
        return label or target
    return f"<{inside}>"
