"""The lines of a file that could not be read: a button that shows them, and the form that it opens."""

import json
from collections.abc import Sequence
from datetime import date

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.language.phrase import phrase_text
from bot.reports.parsing.report import Problem
from bot.slack.blocks import Block, button, context, cut, section

SHOW_PROBLEMS = "show_problems"
"""What the button is called when it is pressed."""

LABEL_LIMIT = 75
"""Characters on a button."""

LINES_A_BLOCK = 5
"""Lines in one block of the form: with names and values as long as they are kept it stays below Slack's limit."""


def problems_button(locale: Locale, account: str, file_hash: str, place: int = 0, name: str | None = None) -> Block:
    """Opens the form of a file, which is named where there are several; `place` keeps their ids apart."""
    label = say(locale, "import.show_problems")
    if name is not None:
        label = say(locale, "import.problems_in", name=name or say(locale, "word.unnamed"))
    value = json.dumps({"account": account, "file_hash": file_hash}, ensure_ascii=False)
    return button(cut(label, LABEL_LIMIT), f"{SHOW_PROBLEMS}_{place}", value)


def problems_form(
    locale: Locale, name: str, kind: str, day: date, problems: Sequence[Problem], count: int
) -> dict[str, object]:
    """The lines that are kept, of all that could not be read of a file that came in on a day."""
    lines = [f"• {phrase_text(locale, problem.phrase)}" for problem in problems]
    starts = range(0, len(lines), LINES_A_BLOCK)
    blocks = [section(say(locale, "import.form_of", name=name, kind=kind, day=day))]
    blocks += [section("\n".join(lines[start : start + LINES_A_BLOCK])) for start in starts]
    if count > len(lines):
        blocks.append(context(say(locale, "import.more", n=count - len(lines))))
    words = {"title": say(locale, "import.form"), "close": say(locale, "forms.close")}
    texts = {place: {"type": "plain_text", "text": text} for place, text in words.items()}
    return {"type": "modal", "callback_id": SHOW_PROBLEMS, **texts, "blocks": blocks}
