"""A line that its command refuses, read once more: the one corrected line, or the readings to choose from."""

from datetime import date
from typing import Any

from bot.assistant.dry_run import corrected
from bot.commands import sfp_label, sfp_refund
from bot.commands.command import Command
from bot.language.catalogue import escaped, say
from bot.language.extraction.extract import line, read
from bot.language.extraction.finding import Values
from bot.language.extraction.reading import Reading
from bot.language.extraction.rewrite import has_phrases, rewritten
from bot.language.grammar.slip import Slip
from bot.views.rules.readings import sums
from bot.workspace.request import Ask
from bot.workspace.roles import Denied
from rules.core.policy import NoTerms
from rules.sfp.reasons import return_reasons

LONGEST_LINE = 400
"""Characters of the longest line that is read once more."""

NOT_OF_THE_WORDS = ("standing.slip.nothing_held",)
"""Slips of a line that is right as it stands, though it cannot be answered now."""

NEAR = ("slip.near", "slip.near_key")
"""Slips that say what was perhaps meant."""

LABEL_ARGUMENTS = {"reason": "reason", "category": "category", "label": "cost", "price": "cost"}
"""What a reading's arguments are called by `/sfp-label`."""


def mended(command: Command[Any], ask: Ask, slip: Slip) -> Slip:
    """The slip as `_mended` has it; its words no longer offer what its line does not."""
    near = slip.suggestion
    mended_slip = _mended(command, ask, slip)
    if command.NAME == sfp_label.NAME and mended_slip.suggestion and _is_of_no_family(ask, mended_slip.suggestion):
        mended_slip.suggestion = None  # who pays hangs on the category, so that nothing is offered for it
    if mended_slip is slip and slip.key in NEAR and slip.suggestion != near and slip.suggestion is not None:
        return Slip("message.mended", str(slip.values["text"]), suggestion=slip.suggestion)
    return mended_slip


def _mended(command: Command[Any], ask: Ask, slip: Slip) -> Slip:
    """The slip with one corrected line, every slip in it mended, or with the readings that a person chooses from."""
    slip.suggestion = corrected(command, ask, slip.suggestion)
    if isinstance(slip, Denied) or len(ask.text) > LONGEST_LINE:
        return slip
    if command.NAME == sfp_refund.NAME:
        return slip if slip.choices else _of_a_refund(ask, slip)
    if command.NAME == sfp_label.NAME and not slip.choices and (text := _label_line(ask)):
        if slip.suggestion is None or not _is_same(command, ask, slip.suggestion, text):
            slip.suggestion = corrected(command, ask, text) or slip.suggestion
        return slip
    if not has_phrases(command.NAME):
        return slip
    text = rewritten(command.NAME, command.GRAMMARS, ask.text, ask.today)
    return _rewritten(command, ask, slip, text) if text and text != ask.text else slip


def _rewritten(command: Command[Any], ask: Ask, slip: Slip, text: str) -> Slip:
    """The slip with the rewritten line, where its command reads that as it stands or asks which of several it is."""
    try:
        command.read(ask.with_text(text))
    except Slip as other:
        if other.choices and not other.key.startswith("slip."):
            return other
        if other.key in NOT_OF_THE_WORDS:
            slip.suggestion, slip.choices = None, (text,)
        else:
            slip.suggestion = corrected(command, ask, other.suggestion) or slip.suggestion
        return slip
    except NoTerms:
        pass
    slip.suggestion, slip.choices = text, ()
    return slip


def _is_of_no_family(ask: Ask, text: str) -> bool:
    """Whether a line of `/sfp-label` names a category that is in no family."""
    try:
        category = sfp_label.read(ask.with_text(text)).parsed.values.get("category")
    except Slip:
        return False
    return category is not None and return_reasons().free_category(str(category)) is None


def _is_same(command: Command[Any], ask: Ask, one: str, other: str) -> bool:
    """Whether two lines say the same."""
    try:
        return bool(command.read(ask.with_text(one)).parsed.values == command.read(ask.with_text(other)).parsed.values)
    except Slip:
        return False


def _of_a_refund(ask: Ask, slip: Slip) -> Slip:
    reading = read(sfp_refund.GRAMMAR, ask.text, ask.today, typed=True)
    if reading.questions and not reading.strange and reading.ways:
        return _open(ask, reading)
    if not _is_whole(reading):
        return slip
    text = line(sfp_refund.GRAMMAR, reading.values)
    if slip.suggestion is None or _values(ask, slip.suggestion) != _values(ask, text):
        slip.suggestion = _accepted_refund(ask, text) or slip.suggestion
    return slip


def _is_whole(reading: Reading) -> bool:
    """Whether every word of a line has found its place."""
    return bool(reading.values) and not (reading.questions or reading.unread or reading.slips or reading.strange)


def _accepted_refund(ask: Ask, text: str) -> str | None:
    try:
        sfp_refund.read(ask.with_text(text))
    except Slip:
        return None
    return text


def _values(ask: Ask, text: str) -> dict[str, Any] | None:
    try:
        return sfp_refund.read(ask.with_text(text)).parsed.values
    except Slip:
        return None


def _open(ask: Ask, reading: Reading) -> Slip:
    """The question that a line leaves open, with the sums of each reading."""
    lines = [(way, line(sfp_refund.GRAMMAR, way)) for way in reading.ways]
    asked = [say(ask.locale, question.why.key, **question.why.values) for question in reading.questions]
    told = [f"• {escaped(text)}: {found}" for _, text in lines if (found := _sums(ask, text))]
    return Slip("message.open", asked="\n".join((*asked, *told)), choices=tuple(text for _, text in lines))


def _sums(ask: Ask, text: str) -> str | None:
    try:
        decision = sfp_refund.run(sfp_refund.read(ask.with_text(text))).decision
    except (Slip, NoTerms):
        return None
    return sums(ask.locale, decision.outcome) if decision else None


def _label_line(ask: Ask) -> str | None:
    """The line of `/sfp-label` for what the words tell of reason, family and cost."""
    reading = label_reading(ask.text, ask.today)
    values: Values = {LABEL_ARGUMENTS[name]: meant for name, meant in reading.values.items() if name in LABEL_ARGUMENTS}
    if len(values) != len(reading.values) or not _is_whole(reading):
        return None
    if not sfp_label.GRAMMAR.flags.isdisjoint(ask.text.lower().split()):
        values = {**values, "hazmat": True}
    order = [argument.name for argument in sfp_label.GRAMMAR.arguments]
    return line(sfp_label.GRAMMAR, {name: values[name] for name in order if name in values})


def label_reading(text: str, day: date) -> Reading:
    """What a line tells of a label: its first words are the reason, as if the word stood before them."""
    return read(sfp_refund.GRAMMAR, f"reason {text}", day, typed=True, of_label=True)
