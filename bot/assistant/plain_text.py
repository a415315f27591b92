"""What somebody wrote in a message, without a slash: which command it asks, and what is said to the rest."""

from dataclasses import replace

from bot.assistant.dispatch import HELP_WORDS, answer, ask_of, today
from bot.assistant.dry_run import corrected
from bot.assistant.prose import COMMAND, answer_prose, is_of_a_return, reading_of
from bot.commands import COMMANDS
from bot.language.grammar.openings import (
    MENTION,
    Opening,
    bare,
    commands_meant,
    is_greeting,
    is_sentence,
    is_thanks,
    last_words,
    near_miss,
    opening,
)
from bot.language.grammar.slip import Slip
from bot.language.intents import intent_of
from bot.slack.blocks import Message
from bot.views.plain_text import hello_again_view, offer_view, read_as_view, thanks_view, unread_view, welcome_view
from bot.views.refusal import refusal_view
from bot.workspace.request import Answer, Invocation
from storage import audit_log
from storage.workspaces import Workspace

TYPED = 6
"""Words of a line that may be typed; with more it is told."""

HELP, POLICY = HELP_WORDS[0], "/seller-policy"


def answer_message(message: Invocation, workspace: Workspace) -> Answer:
    """Answer a message by the command that it opens with or that its words ask, and a question by its clause.

    A greeting, and what is none of these, hears what may be typed.
    """
    text = bare(message.text)
    begun = Opening(HELP, "") if text.lower() in HELP_WORDS else opening(text)
    meant = commands_meant(begun.word, COMMANDS)
    lead = "" if message.channel.startswith("D") else f"{MENTION} "
    if len(meant) == 1:
        answered = _of_a_command(text, replace(message, command=meant[0], text=begun.rest), message, workspace)
        return _for_a_thread(answered, lead + begun.word) if lead else answered
    if is_greeting(text):
        return Answer(message, _kind_word(text, message, workspace, lead))
    if meaning := _by_intent(text, message, workspace):
        return meaning
    if meant:
        return _refused(message, _which(begun, meant), lead)
    slip = _unknown(text, message, workspace)
    if figures := _of_a_return(message, workspace, slip):
        return figures
    return _of_the_terms(text, message, workspace, slip) or _refused(message, slip, lead)


def _of_a_command(text: str, command: Invocation, message: Invocation, workspace: Workspace) -> Answer:
    """The answer to the command that a message opens with; where it is refused, to what the message asks or tells."""
    answered = answer(command, workspace)
    if answered.slip is None:
        return answered
    if meaning := _by_intent(text, message, workspace):
        return meaning
    if command.command == COMMAND and _is_prose(command.text) and not answered.slip.suggestion:
        return _of_a_return(message, workspace, answered.slip) or answered
    return answered


def _kind_word(text: str, message: Invocation, workspace: Workspace, lead: str) -> Message:
    """What is said to thanks, and to a greeting: whoever has asked something before is not introduced to us again."""
    if is_thanks(text):
        return thanks_view(message.locale)
    knows_us = audit_log.has_asked(workspace, message.user_id)
    return hello_again_view(message.locale, lead) if knows_us else welcome_view(message.locale, lead)


def _by_intent(text: str, message: Invocation, workspace: Workspace) -> Answer | None:
    """The answer to what is asked without a command, with the line it was read as; a change is only offered."""
    meant = intent_of(text)
    if meant is None:
        return None
    command, _, rest = meant.line.partition(" ")
    if meant.is_offer:
        return Answer(message, offer_view(message.locale, command, rest))
    answered = answer(replace(message, command=command, text=rest), workspace)
    return replace(answered, message=read_as_view(message.locale, answered.message, meant.line))


def _of_a_return(message: Invocation, workspace: Workspace, slip: Slip) -> Answer | None:
    """The answer to figures of a return; None for what has none, or is rather a command with a slip in it."""
    if slip.suggestion is not None and commands_meant(slip.suggestion.split()[0], COMMANDS) == (COMMAND,):
        return None
    reading = reading_of(message.text, today(message, workspace))
    return answer_prose(message, workspace, reading) if is_of_a_return(reading) else None


def _is_prose(rest: str) -> bool:
    """Whether what follows a command is told in prose rather than typed."""
    return "=" not in rest and len(rest.split()) > TYPED


def _of_the_terms(text: str, message: Invocation, workspace: Workspace, slip: Slip) -> Answer | None:
    """The answer to a question about the terms; None for what is none, or is rather a command with a slip in it."""
    near = slip.suggestion is not None or bool(slip.choices)
    if not is_sentence(text) or (near and any(map(str.isdigit, text))):
        return None
    answered = answer(replace(message, command=POLICY, text=text), workspace)
    kind = answered.decision.outcome.kind if answered.decision else None
    return answered if kind == "answer" or (kind == "suggest" and not near) else None


def _refused(message: Invocation, slip: Slip, lead: str) -> Answer:
    return Answer(message, unread_view(message.locale, slip, lead, last_words(COMMANDS)), slip=slip)


def _for_a_thread(answered: Answer, typed: str) -> Answer:
    """The answer; a refusal with lines to copy that begin as what was typed did."""
    if answered.slip is None or answered.reading is not None:
        return answered
    return replace(
        answered, message=refusal_view(answered.invocation.locale, answered.slip, answered.invocation.command, typed)
    )


def _which(begun: Opening, meant: tuple[str, ...]) -> Slip:
    return Slip("plain.which", begun.word, choices=tuple(f"{each[1:]} {begun.rest}".strip() for each in meant))


def _unknown(text: str, message: Invocation, workspace: Workspace) -> Slip:
    """What is near, as its command takes it."""
    slip, near = Slip("plain.unknown", text), near_miss(text, COMMANDS)
    if near is None:
        return slip
    meant = commands_meant(near.word, COMMANDS)
    if len(meant) > 1:
        return _which(near, meant)
    ask = ask_of(replace(message, command=meant[0], text=near.rest), workspace)
    rest = corrected(COMMANDS[meant[0]], ask, near.rest)
    slip.suggestion = f"{near.word} {HELP if rest is None else rest}".strip()
    return slip
