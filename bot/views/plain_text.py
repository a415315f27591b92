"""What is said to a message that asks nothing, or nothing that is known."""

import json
from collections.abc import Sequence

from bot.language.catalogue import escaped, say
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.slack.blocks import Message, actions, button, context, section
from bot.views.reply import ASK_AGAIN, plain


def welcome_view(locale: Locale, lead: str) -> Message:
    """A greeting, with what to type; `lead` is what a line begins with where it is typed."""
    return _paragraph([say(locale, "plain.welcome"), say(locale, "plain.welcome_next", lead=lead)])


def hello_again_view(locale: Locale, lead: str) -> Message:
    """A greeting for somebody who has asked before."""
    return _paragraph([say(locale, "plain.hello_again", lead=lead)])


def thanks_view(locale: Locale) -> Message:
    """A word back."""
    return _paragraph([say(locale, "plain.thanks")])


def read_as_view(locale: Locale, answer: Message, line: str) -> Message:
    """An answer, with the line that the message was read as."""
    note = say(locale, "plain.read_as", line=line)
    return Message(f"{answer.text}\n{plain(note)}", (*answer.blocks, context(note)))


def offer_view(locale: Locale, command: str, text: str) -> Message:
    """A change that a message seems to ask for, with the button that makes it."""
    value = json.dumps({"command": command, "text": text}, ensure_ascii=False)
    question = say(locale, "plain.offer", line=f"{command} {text}")
    row = actions(button(say(locale, "plain.offer_button"), f"{ASK_AGAIN}_offer", value))
    return Message(plain(question), (section(question), row))


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
