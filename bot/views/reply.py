"""The shape that every answer of a rule shares: verdict, calculation, next step, small print, buttons."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from bot.language.catalogue import say
from bot.language.grammar.parse import Parsed
from bot.language.grammar.values.read import Note
from bot.language.locale import Locale
from bot.slack.blocks import Block, Message, actions, button, context, quoted, section
from bot.views.model.question import Question
from rules.core.decision import Decision, Interpretation, Reason
from rules.core.value import value

POST, CLAUSES, TREND, ASK_AGAIN = "post_to_channel", "show_clauses", "show_trend", "ask_again"
"""What the buttons are called when they are pressed."""


@value
class Body:
    """What a rule's own view adds: the verdict, the lines below it, and a text to copy."""

    verdict: str
    lines: tuple[str, ...] = ()
    next_steps: tuple[str, ...] = ()
    copy_title: str | None = None
    copy: str | None = None
    asks: bool = False  # the lines themselves ask for what is missing


def decision_view(
    locale: Locale,
    decision: Decision[Any],
    body: Body,
    question: Question,
    reading: Interpretation,
    parsed: Parsed,
    more_buttons: tuple[Block, ...] = (),
) -> Message:
    """An answer: the rule's own body, then what every answer says."""
    wanting = () if body.asks or not (decision.missing and parsed.taken) else _wanting(locale, decision, parsed)
    years = _other_years(locale, parsed.notes, question.today.year)
    verdict = (body.verdict, *years)
    blocks = [section("\n".join(lines)) for lines in (verdict, body.lines, wanting, body.next_steps) if lines]
    if body.copy:
        blocks += [context(body.copy_title or ""), quoted(body.copy)]
    this_year = [note for note in parsed.notes if _year_of(note) in (None, question.today.year)]
    blocks.append(context(small_print(locale, decision, reading, this_year)))
    if value := question.value():
        blocks.append(actions(*answer_buttons(locale, value), *more_buttons))
    return Message(plain("\n".join((*verdict, *body.lines, *wanting, *body.next_steps))), tuple(blocks))


def _other_years(locale: Locale, notes: Iterable[Note], this_year: int) -> tuple[str, ...]:
    """How a date without a year was read, where its year is not this one."""
    return tuple([say(locale, note.key, **note.values) for note in notes if _year_of(note) not in (None, this_year)])


def _year_of(note: Note) -> int | None:
    day = note.values.get("date")
    return day.year if note.key == "note.year" and isinstance(day, date) else None


def _wanting(locale: Locale, decision: Decision[Any], parsed: Parsed) -> tuple[str, ...]:
    """What was understood and what is still needed."""
    understood = [name if value == "yes" else f"{name} {value}" for name, value in parsed.understood]
    missing = [field.field for field in decision.missing]
    return say(locale, "reply.understood", told=understood), say(locale, "reply.still_needed", fields=missing)


def answer_buttons(locale: Locale, value: str) -> tuple[Block, ...]:
    """The buttons below every answer."""
    return (
        button(say(locale, "reply.post"), POST, value),
        button(say(locale, "reply.show_clauses"), CLAUSES, value),
    )


def small_print(locale: Locale, decision: Decision[Any], reading: Interpretation, notes: Iterable[Note] = ()) -> str:
    """How values were read, what was assumed, and by which terms of which day."""
    receipt = decision.receipt
    parts = [say(locale, note.key, **note.values) for note in notes]
    parts += [say(locale, key, **values) for key, values in decision.notes]
    if decision.taken_as and receipt.inputs:
        parts.append(say(locale, "reply.taken_as", names=decision.taken_as))
    if decision.overrides:
        parts.append(
            say(locale, "reply.overrides", names=[_override(locale, name, reading) for name in decision.overrides])
        )
    terms = "reply.terms_assuming" if decision.assumptions else "reply.terms"
    parts.append(say(locale, terms, policy=receipt.policy, day=receipt.as_of, ids=decision.assumptions))
    return "\n".join(parts)


def _override(locale: Locale, name: str, reading: Interpretation) -> str:
    override = reading.overrides[name]
    return say(locale, "reply.override", name=name, value=override.value, since=override.since)


def reason_line(locale: Locale, reason: Reason) -> str:
    """One clause weighed, as a line with its id."""
    return f"• {reason_text(locale, reason)} `{reason.clause}`"


def reason_text(locale: Locale, reason: Reason) -> str:
    """The sentence of a reason."""
    return say(locale, reason.sentence, **reason.values)


def plain(text: str) -> str:
    """A text without Slack's bold and code marks, for notifications and screen readers."""
    return text.replace("*", "").replace("`", "")
