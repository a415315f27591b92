"""A whole conversation in a language that is none, through the real app: whatever no sentence says is seen.

Each of its sentences is the English one between ⟦ and ⟧. Outside of these stand only names, numbers, codes, and what
the person typed.
"""

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner

from bot.__main__ import app
from bot.assistant.assistant import Assistant
from bot.commands import COMMANDS
from bot.entrypoints.local.emulator.person import DIRECT, TEAM, LocalWorkspace
from bot.language import catalogue
from bot.language.catalogue import WORDS, has, locale_of, say, sentences, spellings
from bot.language.locale import ENGLISH, Locale
from storage import settings
from tests.builders.channel import Watched, watched
from tests.builders.clerk import Clerk, clerk_at
from tests.builders.returns import bring, case
from tests.fakes.slack_person import Person, Reply

TAG = "xx"
SAMPLES = Path(__file__).parents[2] / "bot/entrypoints/local/samples"

Said = Callable[[str], Reply]


def write_language(folder: Path) -> None:
    """The language's files, a table each, every English sentence between its marks."""
    tables: dict[str, list[str]] = defaultdict(list)
    for key, template in sentences(ENGLISH).items():
        table, _, name = key.partition(".")
        tables[table].append(f"{json.dumps(name)} = {json.dumps(f'⟦{template}⟧', ensure_ascii=False)}")
    for table, lines in tables.items():
        (folder / f"{table}.toml").write_text("\n".join((f"[{table}]", *lines, "")), encoding="utf-8")


@pytest.fixture(scope="module")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Locale]:
    words = tmp_path_factory.mktemp("words")
    shutil.copytree(WORDS / "en", words / "en")
    (words / TAG).mkdir()
    write_language(words / TAG)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "WORDS", words)
        yield locale_of(TAG)
    locale_of.cache_clear()


MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
CODES = re.compile(
    r"""
    ```|`[^`]*`               # what is to be copied or typed
    | <[^<>]*>                # a person, a channel, an instant: Slack's own
    | /[a-z]+-[a-z]+[^\n⟦*]*  # a line to type, where its marks were taken off
    | \b[a-z]+(?:-ca)?/\S+    # a clause
    | \b[a-z-]+=[^\s⟦]+       # a value as it is typed
    | ^\d+\ [A-Z][a-z]{2}$    # a day below a chart, which CLDR writes
    | \b7\d\d-\d{7}-\d{7}\b[^\n⟦]*  # an order and the names in it
    """,
    re.VERBOSE,
)
NAMES = {"main", "outlet", "odr"}
"""Accounts and metrics as they are typed."""


def left_over(text: str) -> list[str]:
    """The words of a text that no sentence says; what was cut has lost its end."""
    while MARKED.search(text):
        text = MARKED.sub(" ", text)
    return [word for word in re.findall(r"[^\W\d_]{2,}", CODES.sub(" ", text.partition("⟦")[0])) if word not in NAMES]


SHOWN = ("text", "alt_text", "title", "name", "y_label", "label")
"""What holds words that are shown, in a message and in a form."""


def texts(part: Any) -> Iterator[str]:
    """Every text that is shown."""
    if isinstance(part, dict):
        if part.get("type") == "button" and part["text"]["text"] in json.loads(part["value"]).get("text", ""):
            return  # what is asked by it is what it says
        for name, value in part.items():
            if name in SHOWN and isinstance(value, str):
                yield value
            else:
                yield from texts(value)
    elif isinstance(part, list | tuple):
        for each in part:
            yield from texts(each)


def untranslated(payload: Any) -> list[tuple[str, list[str]]]:
    return [(text, words) for text in texts(payload) if (words := left_over(text))]


@pytest.fixture
def says(engine: Engine, heard: list[Any], now: Any, arrives: Callable[..., Person], locale: Locale) -> Iterator[Said]:
    """Types a line as somebody who speaks the language, and looks at all that comes back."""
    assistant = Assistant(engine, lambda: now, trusted=True, locale=locale, on_answer=heard.append)
    person = arrives(at=assistant)

    def said(line: str) -> Reply:
        reply = person.types(line)
        assert untranslated(reply.sent) == []
        assert "⟦" in reply.text, line
        return reply

    yield said
    assistant.close()


LINES = [
    *(f"{name} help" for name in COMMANDS),
    *(f"{name} {example}".strip() for name, module in COMMANDS.items() for example in module.EXAMPLES),
    "/sfp-refund 129.99 late=18d used received=2026-11-20 label=12.40 reason=unwanted deduct=70",
    "/sfp-refund 129.99 used order=701-1234567-1234567",
    "/sfp-refund used",
    "/sfp-refund 12,50",
    "/sfp-refund 129.99 lat=18d",
    "/sfp-refund zzz qqq",
    "/sfp-refund 129.99 received=03/04/2026",
    "/sfp-refund 129.99 as-of=2019-01-01",
    "/sfp-label CR-NOT_IN_A_TABLE",
    "/sfp-shipping somewhere",
    "/renewed-eligibility invoices=20000cad rate=1.38 images=1 warranty=1d odr=3% quality=no applied=yesterday",
    "/renewed-status set odr=0.95% orders=4210 defects=40 window=90d",
    "/renewed-status set rating=3.9 reviews=40 asin=B0ABCD1234",
    "/renewed-status what-if 3 defects",
    "/renewed-status history odr",
    "/seller-alerts mute off",
    "/seller-alerts on odr at=3%",
    "/seller-alerts mute off on",
    "/seller-settings province=QC escalate=default",
    "/seller-settings payer CODE=nobody",
    "/seller-policy what is the weather",
    "/seller-policy late fee",
    "/seller-help nothing like it",
    "/no-such-command",
]


def test_every_command_answers_and_refuses_in_the_language(says: Said) -> None:
    for line in LINES:
        says(line)


def test_a_warning_speaks_the_language_of_the_workspace_from_first_to_last(engine: Engine, locale: Locale) -> None:
    with watched(engine, locale=locale) as watch:
        speaks(watch)
        for defects in (60, 75, 82, 82, 82, 60, 60, 60):
            watch.day(defects)
            all_translated(watch.local)
            if defects == 82:
                for label in ("⟦Why?⟧", "⟦Acknowledge⟧", "⟦Snooze⟧", "⟦Assign⟧"):
                    watch.press(label, watch.channel[0])
                all_translated(watch.local)
        watch.clock.now += timedelta(days=30)
        watch.tick()
        all_translated(watch.local)
        assert len(watch.heard) > 8
        assert len(watch.local.slack.views) > 2
        assert untranslated(watch.local.slack.views) == []


def speaks(at: Watched | Clerk) -> None:
    """The channels of the workspace speak the language."""
    workspace = at.assistant.workspace(TEAM)
    settings.update(workspace, {"language": TAG}, "U0YOU", at.clock.now, None)


def all_translated(local: LocalWorkspace) -> int:
    """How many messages there are of the app's, of which every one is in the language."""
    said = [shown.payload for shown in local.slack.messages if shown.posted or shown.to]
    for payload in said:
        assert untranslated(payload) == []
        assert "⟦" in payload["text"]
    return len(said)


def press_all(watch: Watched, *labels: str) -> None:
    for label in labels:
        watch.press(label, watch.channel[0])


def test_a_digest_speaks_the_language_of_the_workspace(engine: Engine, locale: Locale) -> None:
    with watched(engine, locale=locale) as watch:
        speaks(watch)
        watch.local.type("/seller-alerts digest daily 09:00")
        watch.local.type("/seller-alerts test")
        bring(watch.workspace, case(reason="CR-UNWANTED_ITEM"))
        for defects in (75, 82, 60):
            watch.day(defects)
        assert any(shown.payload["text"].startswith("⟦🗞") for _, shown in watch.heard)
        assert all_translated(watch.local) > 12


def test_an_import_and_the_desk_speak_the_language(engine: Engine, tmp_path: Path, locale: Locale) -> None:
    with clerk_at(engine, tmp_path, locale=locale) as clerk:
        speaks(clerk)
        for sample in sorted(SAMPLES.glob("*")):
            clerk.drops(sample.read_bytes(), sample.name)
        clerk.drops("hello", "x.csv")
        clerk.drops("hello", "\u200b")
        clerk.drops("order-id;reason\n1;2", "half.csv")
        for line in ("/renewed-status import", "/sfp-returns", "/sfp-returns overdue", "/sfp-returns rma=R-77"):
            clerk.local.type(line)
        assert all_translated(clerk.local) > 12


def test_a_message_is_answered_in_the_language(engine: Engine, tmp_path: Path, locale: Locale) -> None:
    with clerk_at(engine, tmp_path, locale=locale) as clerk:
        clerk.local.channel = DIRECT
        for written in ("hello", "status", "qwertz", "refund 129.99 lat=18d", "paid $129.99 or $139.99, used"):
            clerk.local.say(written)
            clerk.work()
        clerk.local.choose(5, "work_out_refund")
        assert all_translated(clerk.local) == 6


def test_the_command_line_answers_in_the_language_that_is_asked_for(url: str, engine: Engine, locale: Locale) -> None:
    asked = CliRunner().invoke(app, ["ask", "/sfp-refund 129.99 late=18d used", "--locale", "xx-CA", "--database", url])
    assert asked.exit_code == 0
    assert left_over(asked.stdout) == []


@pytest.mark.parametrize("tag", ["tlh", "en2", ""])
@pytest.mark.usefixtures("locale")
def test_a_language_that_is_not_spoken_is_refused_in_two_lines(url: str, tag: str) -> None:
    asked = CliRunner().invoke(app, ["ask", "/seller-help", "--locale", tag, "--database", url])
    assert asked.exit_code == 1
    assert asked.output.splitlines() == [
        f"--locale takes a language that Headroom speaks, not {tag}.",
        "It speaks: en, xx.",
    ]


def test_words_are_read_in_every_language(locale: Locale) -> None:
    assert spellings("word.odr") == ("Order defect rate", "⟦Order defect rate⟧")
    assert has("word.odr")
    assert say(locale, "warning.offers", n=1) == "⟦1 offer⟧"
