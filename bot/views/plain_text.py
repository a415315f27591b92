"""What is said to a message that asks nothing, or nothing that is known."""

from collections.abc import Sequence

from bot.language.catalogue import escaped, say
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.slack.blocks import Message, section
from bot.views.reply import plain


def welcome_view(locale: Locale, lead: str) -> Message:
    """A greeting, with what to type; `lead` is what a line begins with where it is typed."""
    return _paragraph([say(locale, "plain.welcome"), say(locale, "plain.welcome_next", lead=lead)])


def unread_view(locale: Locale, slip: Slip, lead: str, words: Sequence[str]) -> Message:
    """What is wrong with a line, and the lines to copy: the corrected one, those it can mean, or what may be asked."""
    lines = [f"✋ {say(locale, slip.key, **slip.values)}"]
    if slip.suggestion is not None:
        lines.append(say(locale, "reply.try", line=f"{lead}{slip.suggestion}"))
    elif slip.choices:
        lines += [f"• `{escaped(lead + choice)}`" for choice in slip.choices]
    else:
        lines += [say(locale, "plain.known", words=words), say(locale, "plain.example", lead=lead)]
    return _paragraph(lines)


def late_view(locale: Locale) -> Message:
    """A line that came so late that it may not be meant any more."""
    return _paragraph([say(locale, "plain.late")])


def _paragraph(lines: Sequence[str]) -> Message:
    text = "\n".join(lines)
    return Message(plain(text), (section(text),))
