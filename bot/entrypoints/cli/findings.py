"""`headroom findings`: what the checks find in all that an account holds, a line each, or as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bot.amazon.imports.import_file import account_for
from bot.entrypoints.cli.import_files import workspace_for
from bot.entrypoints.cli.invoices import invoice_lines
from bot.entrypoints.cli.output_file import export
from bot.language.catalogue import say
from bot.language.grammar.values.numbers import read_rate
from bot.language.locale import ENGLISH
from bot.services.checks.run import Checked, check
from bot.slack.plain_text import unmarked
from bot.workspace.defaults import DEFAULT_ZONE
from bot.workspace.interpretation import interpretation
from rules.checks.definitions import HAZMAT_RETURN, RESTOCK_AHEAD, Finding
from rules.core import money
from rules.core.decision import Interpretation
from rules.core.policy import NoTerms
from storage.settings import current
from storage.workspaces import Workspace, list_ids

TITLES = ("check", "subject", "clause", "day", "money", "finding", "assumptions")


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose findings are asked for, as of which day, and into which file; or what is left out of their invoices."""

    workspace: str | None = None
    account: str | None = None
    day: date | None = None
    out: Path | None = None
    rate: str | None = None
    invoices: bool = False


def report_lines(engine: Engine, query: Asked, now: datetime) -> Iterator[str]:
    """Line by line what is found.

    Raises Slip where it is not clear whose findings are asked for or at which rate, and BadFile where a file cannot be
    written.
    """
    rate = None if query.rate is None else read_rate(query.rate)
    if not list_ids(engine):
        yield say(ENGLISH, "checks.empty")
        return
    ws = workspace_for(engine, query.workspace, now)
    account, settings = account_for(ws, query.account), current(ws)
    zone = ZoneInfo(settings["zone"].value if "zone" in settings else DEFAULT_ZONE)
    day = query.day or now.astimezone(zone).date()
    try:
        if query.invoices:
            yield from invoice_lines(ws, account, day, rate, query.out)
        else:
            yield from finding_lines(ws, account, day, interpretation(settings, zone), query.out)
    except NoTerms as none_held:
        yield unmarked(say(ENGLISH, "reply.no_terms", day=none_held.day, first=none_held.first))


def finding_lines(ws: Workspace, account: str, today: date, reading: Interpretation, out: Path | None) -> Iterator[str]:
    """What is found, how much it is about, and what could not be judged; into a file, where one is named.

    Raises NoTerms, and BadFile where the file cannot be written.
    """
    with ws.read() as snapshot:
        checked = check(snapshot, account, today, reading)
    if out is None:
        yield from map(_line, checked.findings)
    else:
        export(out, TITLES, map(_cells, checked.findings))
        yield say(ENGLISH, "checks.written", file=out)
    yield from _summary(checked)


def sentence(finding: Finding) -> str:
    """What was found, in plain words."""
    return unmarked(say(ENGLISH, finding.sentence, **finding.values))


def _line(finding: Finding) -> str:
    at_stake = None if finding.cents is None else say(ENGLISH, "checks.money", cents=finding.cents)
    day = None if finding.day is None else finding.day.isoformat()
    rests_on = ", ".join((finding.clause, *finding.assumptions))
    parts = (finding.check, finding.subject, day, at_stake, f"{sentence(finding)} ({rests_on})")
    return " · ".join(part for part in parts if part)


def _cells(finding: Finding) -> tuple[str, ...]:
    return (
        finding.check,
        finding.subject,
        finding.clause,
        "" if finding.day is None else finding.day.isoformat(),
        "" if finding.cents is None else str(money.amount(finding.cents)),
        sentence(finding),
        " ".join(finding.assumptions),
    )


def _summary(checked: Checked) -> Iterator[str]:
    if not (checked.returns or checked.offers):
        yield say(ENGLISH, "checks.empty")
        return
    stake = sum(each.cents or 0 for each in checked.findings)
    yield say(
        ENGLISH, "checks.found", n=len(checked.findings), returns=checked.returns, offers=checked.offers, cents=stake
    )
    left = [say(ENGLISH, f"checks.left.{about}.{why.name.lower()}", n=n) for (about, why), n in checked.left.items()]
    if left:
        yield say(ENGLISH, "checks.not_judged")
        yield from (f"  • {each}" for each in left)
    yield from _silent(checked)


def _silent(checked: Checked) -> Iterator[str]:
    """What reports do not tell at all, so that finding nothing is not taken for nothing being there."""
    checks = {each.check for each in checked.findings}
    if checked.returns and HAZMAT_RETURN not in checks:
        yield say(ENGLISH, "checks.silent.hazmat")
    if checked.offers:
        yield say(ENGLISH, "checks.silent.marketplace")
    if checked.offers and RESTOCK_AHEAD not in checks:
        yield say(ENGLISH, "checks.silent.restock")
