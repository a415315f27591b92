"""How it looks what came of a file, and which files came in last."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.language.catalogue import say
from bot.language.grammar.slip import Slip
from bot.language.locale import Locale
from bot.language.phrase import phrase_text
from bot.reports.parsing.report import Problem
from bot.reports.result import Imported, PastImport
from bot.slack.blocks import Message, actions, context, section
from bot.views.files.problems import problems_button
from bot.views.reply import plain

MOST_PROBLEMS = 5
"""Lines that could not be read and are told; the rest is counted."""

MOST_BUTTONS = 5
"""Files of which a button shows these lines."""


def imported_view(locale: Locale, imported: Imported) -> Message:
    """What was kept and left out, and the first lines that could not be read."""
    if imported.before:
        return _paragraphs(say(locale, "import.again", name=imported.name, day=imported.before))
    title = say(locale, "import.taken", name=imported.name, kind=imported.kind, n=imported.rows)
    notes = [phrase_text(locale, note) for note in imported.told]
    return _paragraphs(
        "\n".join((title, *notes)), "\n".join(_problems(locale, imported.problems, imported.problem_count))
    )


def _problems(locale: Locale, problems: Sequence[Problem], count: int) -> list[str]:
    if not count:
        return []
    shown = [f"• {phrase_text(locale, problem.phrase)}" for problem in problems[:MOST_PROBLEMS]]
    rest = count - len(shown)
    return [say(locale, "import.problems", n=count), *shown, *([say(locale, "import.more", n=rest)] if rest else [])]


def refused_view(locale: Locale, name: str, slip: Slip) -> Message:
    """Why nothing of a file was taken."""
    return _paragraphs(say(locale, "import.refused", name=name, why=phrase_text(locale, slip.phrase)))


def imports_view(locale: Locale, past: Sequence[PastImport], zone: ZoneInfo) -> Message:
    """Which files came in last, newest first, and how to bring in more."""
    lines = (
        [say(locale, "import.last"), *(_past_import(locale, each, zone) for each in past)]
        if past
        else [say(locale, "import.none")]
    )
    text = "\n".join(lines)
    wrong = enumerate(each for each in past if each.problems)
    buttons = [problems_button(locale, each.account, each.file_hash, place, each.name) for place, each in wrong]
    rows = (actions(*buttons[:MOST_BUTTONS]),) if buttons else ()
    return Message(plain(text), (section(text), *rows, context(say(locale, "import.how"))))


def _past_import(locale: Locale, past: PastImport, zone: ZoneInfo) -> str:
    when = past.when.astimezone(zone)
    wrong = say(locale, "import.past_wrong", n=past.problems) if past.problems else ""
    return say(locale, "import.past", at=when, kind=past.kind, name=past.name, n=past.rows, wrong=wrong)


def _paragraphs(*texts: str) -> Message:
    paragraphs = [text for text in texts if text]
    return Message(plain("\n".join(paragraphs)), tuple(map(section, paragraphs)))
