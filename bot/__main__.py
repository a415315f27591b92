"""The `headroom` command line."""

import json
import os
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.exc import OperationalError

from bot.entrypoints.cli import amazon
from bot.entrypoints.cli.session import REFUSED, DatabaseUrl, now, ready, settings
from bot.entrypoints.cli.written_at import WrittenAt
from bot.language.locale import ENGLISH, Locale
from bot.workspace.request import Answer
from storage.database.process_lock import AlreadyRunning, one_bot

if TYPE_CHECKING:
    from bot.entrypoints.cli.ask import Asker

app = typer.Typer(
    help="The Slack assistant for Amazon sellers in Renewed and Seller Fulfilled Prime.", no_args_is_help=True
)
database = typer.Typer(help="The database.", no_args_is_help=True)
app.add_typer(database, name="db")
app.add_typer(amazon.connecting, name="connect")
app.add_typer(amazon.disconnecting, name="disconnect")
app.add_typer(amazon.keys, name="keys")

Speed = Annotated[
    str | None, typer.Option("--clock", help="How fast time goes in the local workspace, such as 1d/s or 6h/s.")
]


@app.command()
def run(database_url: DatabaseUrl = None, clock: Speed = None) -> None:
    """Serve Slack, or without Slack tokens open the local workspace."""
    chosen = settings(database_url)
    try:
        how = chosen.serves
        with one_bot(chosen.database_url), ready(chosen.database_url) as engine:
            if how == "local":
                from bot.entrypoints.local.run import run_local

                run_local(engine, chosen.database_url, clock)
            elif clock:
                raise ValueError("--clock is for the local workspace; with Slack tokens time goes as it does.")
            else:
                from bot.entrypoints.server.serve import serve

                serve(engine, chosen, now)
    except (ValueError, AlreadyRunning) as wrong:
        sys.exit(str(wrong))


@app.command()
def ask(
    line: Annotated[
        str, typer.Argument(help="A command as it is typed in Slack, or - for one a line on standard input.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    door: Annotated[
        WrittenAt, typer.Option(help="Where it is written: a slash command, or somebody's own words.")
    ] = WrittenAt.COMMAND,
    as_of: Annotated[str | None, typer.Option(help="What day it is, as YYYY-MM-DD.")] = None,
    workspace: Annotated[str, typer.Option(help="Which workspace asks.")] = "T0LOCAL",
    user: Annotated[str, typer.Option(help="Who asks.")] = "U0LOCAL",
    locale: Annotated[str, typer.Option(help="In which language to answer, such as en.")] = "en",
    database_url: DatabaseUrl = None,
) -> None:
    """Ask one line, or many, through the real app."""
    from bot.entrypoints.cli.ask import Asker

    url, day, language = settings(database_url).database_url, _day(as_of), _language(locale)
    with ready(url) as engine, closing(Asker(engine, now, day, workspace, user, language)) as asker:
        if line == "-":
            typed = (each.decode("utf-8", "replace") for each in sys.stdin.buffer)
            for each in filter(str.strip, typed):
                show_at(asker, each, door, as_json=as_json)
        elif not show_at(asker, line, door, as_json=as_json):
            raise typer.Exit(REFUSED)


def show_at(asker: "Asker", text: str, door: WrittenAt, *, as_json: bool) -> bool:
    """Print the answer to a text at its door; returns whether it was answered and not refused."""
    from bot.assistant.as_json import prose_json

    if door is WrittenAt.COMMAND:
        return show(asker.ask(text), as_json=as_json)
    answer = asker.write(text.rstrip("\n"), door)
    if not as_json:
        return show(answer, as_json=False)
    print(json.dumps(prose_json(answer), ensure_ascii=False))
    return answer.ok


def show(answer: Answer, *, as_json: bool) -> bool:
    """Print an answer; returns whether the line was answered and not refused."""
    from bot.assistant.as_json import answer_json
    from bot.slack.plain_text import message_text

    print(json.dumps(answer_json(answer), ensure_ascii=False) if as_json else message_text(answer.message))
    return answer.ok


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        sys.exit(f"--as-of takes a day such as 2026-11-20, not {text}.")


def _language(tag: str) -> Locale:
    from bot.language.catalogue import UnknownLanguage, languages, locale_of

    try:
        return locale_of(tag)
    except UnknownLanguage:
        sys.exit(f"--locale takes a language that Headroom speaks, not {tag}.\nIt speaks: {', '.join(languages())}.")


@app.command()
def doctor(database_url: DatabaseUrl = None) -> None:
    """Check settings, database, manifest and tokens, and say what to do."""
    from bot.entrypoints.cli.doctor import examine

    environment = dict(os.environ) | ({"DATABASE_URL": database_url} if database_url else {})
    findings = examine(environment)
    for finding in findings:
        print(finding)
    if any(finding.bad for finding in findings):
        raise typer.Exit(1)


@app.command()
def backtest(
    folder: Annotated[Path, typer.Argument(help="A folder with orders.csv, defects.csv and, if days miss, gaps.csv.")],
    *,
    metric: Annotated[str, typer.Option(help="odr, seller-rqs or offer-rqs.")],
    out: Annotated[Path, typer.Option(help="Where to write each account's levels, as CSV.")],
) -> None:
    """Replay a history: what the warnings would have said, and how well they would have done."""
    from bot.entrypoints.cli.backtest import backtest
    from bot.entrypoints.cli.output_file import BadFile

    try:
        print(*backtest(folder, metric, out, now().date()), sep="\n")
    except BadFile as bad:
        print(bad, file=sys.stderr)
        raise typer.Exit(REFUSED) from None


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Reports as Amazon gives them, or our own CSV.")],
    *,
    account: Annotated[str | None, typer.Option(help="Whose they are; default: the only account there is.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Whose they are; default: the only one there is.")] = None,
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help="How 03/04/2026 reads where a file does not say.")
    ] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Take in files, each wholly or not at all; beside a running bot, too."""
    from bot.entrypoints.cli.import_files import import_all, workspace_for
    from bot.language.catalogue import say
    from bot.reports.parsing.report import Unreadable

    with ready(settings(database_url).database_url) as engine:
        try:
            ws = workspace_for(engine, workspace, now())
            printed = [_printed(*imported) for imported in import_all(ws, files, account, now(), day_first=day_first)]
        except Unreadable as unclear:
            print(say(ENGLISH, unclear.key, **unclear.values), file=sys.stderr)
            raise typer.Exit(REFUSED) from None
        except OperationalError as away:
            sys.exit(f"The database is away or busy, so nothing more was taken: {away.orig}")
    if not all(printed):
        raise typer.Exit(REFUSED)


def _printed(words: str, taken: bool) -> bool:
    print(words, flush=True)
    return taken


@app.command()
def findings(
    *,
    account: Annotated[str | None, typer.Option(help="Whose; default: the only account there is.")] = None,
    workspace: Annotated[str | None, typer.Option(help="Whose; default: the only one there is.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write a table into this file instead.")] = None,
    invoices: Annotated[bool, typer.Option("--invoices", help="The lines left out of a Renewed application.")] = False,
    rate: Annotated[str | None, typer.Option(help="Canadian dollars for a US dollar, such as 1.38.")] = None,
    as_of: Annotated[str | None, typer.Option(help="What day it is, as YYYY-MM-DD.")] = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Check all returns and offers that are held, or the purchase invoices, against the policy."""
    from bot.entrypoints.cli.findings import Asked, report_lines
    from bot.entrypoints.cli.output_file import BadFile
    from bot.language.catalogue import say
    from bot.language.grammar.slip import Slip

    url, query = settings(database_url).database_url, Asked(workspace, account, _day(as_of), csv, rate, invoices)
    with ready(url) as engine:
        try:
            print(*report_lines(engine, query, now()), sep="\n")
        except (Slip, BadFile) as wrong:
            print(say(ENGLISH, wrong.key, **wrong.values) if isinstance(wrong, Slip) else wrong, file=sys.stderr)
            raise typer.Exit(REFUSED) from None
        except OperationalError as away:
            sys.exit(f"The database is away or busy: {away.orig}")


@database.command("upgrade")
def db_upgrade(database_url: DatabaseUrl = None) -> None:
    """Bring the database up to date."""
    from storage.database.migrate import current_revision

    with ready(settings(database_url).database_url) as engine:
        print(f"The database is at revision {current_revision(engine)}.")


app.command()(amazon.sync)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
