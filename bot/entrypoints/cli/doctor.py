"""`headroom doctor`: what is wrong with this installation, and what to do about it."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.amazon.sp_api import status
from bot.commands import COMMANDS
from bot.config import Settings
from bot.listeners.shortcuts import SHORTCUTS
from bot.slack.manifest import MANIFEST, Manifest
from storage import workspaces
from storage.alerting import outbox, subscriptions
from storage.database.engine import open_engine, sqlite_has_wal_reset_bug
from storage.database.migrate import current_revision, head_revision
from storage.workspaces import Workspace

SHOWN = 5
"""Channels in trouble that are named."""

TOKEN_PREFIXES = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}
"""How Slack's tokens begin, which tells one from the other."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    about: str
    told: str
    advice: str = ""
    bad: bool = False

    def __str__(self) -> str:
        mark = "✗" if self.bad else ("!" if self.advice else "✓")
        return f"{mark} {self.about}: {self.told}" + (f"\n    → {self.advice}" if self.advice else "")


def examine(environment: Mapping[str, str], manifest: Path = MANIFEST) -> list[Finding]:
    """Everything worth checking before Headroom serves anyone."""
    try:
        settings = Settings.of(environment)
    except ValidationError as wrong:
        return [*_unreadable(wrong), *_manifest(manifest)]
    return [*_tokens(settings, manifest), *_database(settings), *_manifest(manifest)]


def _unreadable(wrong: ValidationError) -> Iterator[Finding]:
    for error in wrong.errors():
        name = str(error["loc"][0]).upper()
        yield Finding(
            "settings", f"{name} cannot be read: {error['msg'].lower()}", f"Set {name} anew, or unset it.", True
        )


def _tokens(settings: Settings, manifest: Path) -> Iterator[Finding]:
    try:
        how = settings.serves
    except ValueError as wrong:
        yield Finding("tokens", str(wrong), "Set what is missing, or unset all of them for the local workspace.", True)
        return
    if how == "local":
        yield Finding("tokens", "none, so `make run` opens the local workspace")
        return
    for name, prefix in TOKEN_PREFIXES.items():
        token = getattr(settings, name)
        if token and not token.get_secret_value().startswith(prefix):
            advice = f"Copy the one that begins with {prefix} from the app's page at Slack."
            yield Finding("tokens", f"{name.upper()} does not begin with {prefix}", advice, True)
            return
    yield from _known_to_slack(settings, how, manifest)


def _known_to_slack(settings: Settings, how: str, manifest: Path) -> Iterator[Finding]:
    from slack_sdk import WebClient
    from slack_sdk.errors import SlackApiError

    token = settings.slack_bot_token
    try:
        client = WebClient(token.get_secret_value() if token else "", settings.slack_api_url, timeout=5)
        told = client.auth_test()
    except SlackApiError as refused:
        told_why, advice = refused.response["error"], "Install the app again and copy its token."
        yield Finding("tokens", f"Slack refuses SLACK_BOT_TOKEN: {told_why}", advice, True)
    except OSError:
        away = f"Slack could not be reached at {settings.slack_api_url}"
        yield Finding("tokens", away, "Check this machine's network, and SLACK_API_URL if it is set.", True)
    else:
        yield Finding("tokens", f"Slack knows the bot as {told['user']} in {told['team']}; serving over {how}")
        yield from _scopes(told.headers.get("x-oauth-scopes"), manifest)


def _scopes(granted: str | None, manifest: Path) -> Iterator[Finding]:
    """What the manifest asks for and the bot may not do: a new version may ask for more than was granted."""
    with suppress(ValueError):  # a manifest that cannot be read is told of beside
        lacking = sorted(Manifest.of(manifest).scopes - set(granted.split(","))) if granted else []
        if lacking:
            advice = "Update the app at Slack from manifest.yml, and install it again."
            yield Finding("scopes", f"the bot was not granted {', '.join(lacking)}", advice, True)


def _database(settings: Settings) -> Iterator[Finding]:
    url = settings.database_url
    try:
        shown = make_url(url).render_as_string(hide_password=True)
        engine = open_engine(url)
    except (ArgumentError, ValueError) as wrong:
        yield Finding(
            "database", f"DATABASE_URL cannot be read: {wrong}", "Write it as sqlite:///data/headroom.db.", True
        )
        return
    try:
        found = current_revision(engine)
        yield _revision(shown, found)
        if found == head_revision():
            yield from warnings_of(engine)
            yield from (Finding("Amazon", *each) for each in status.connection_statuses(engine, settings.keys))
    except DBAPIError as wrong:
        yield Finding(
            "database", f"{shown} cannot be opened: {wrong.orig}", "Restore a backup, or name another file.", True
        )
    finally:
        engine.dispose()
    if url.startswith("sqlite") and sqlite_has_wal_reset_bug(sqlite3.sqlite_version_info):
        told = f"SQLite {sqlite3.sqlite_version} has a rare bug in WAL mode that can damage a busy database"
        yield Finding("database", told, "Keep backups, or use a Python built with SQLite 3.51.3 or later.")


def warnings_of(engine: Engine) -> Iterator[Finding]:
    """How the warnings of every workspace fare: what waits, what nobody can be sure of, which channels take nothing."""
    states: Counter[str] = Counter()
    troubled: list[str] = []
    for workspace_id in workspaces.list_ids(engine):
        workspace = Workspace(engine, workspace_id)
        states.update(outbox.count_by_state(workspace))
        held = subscriptions.list_all(workspace)
        troubled += [f"{workspace_id}/{each.channel} ({each.trouble})" for each in held if each.trouble]
    told = f"{states['sent']:,} said, {states['waiting'] + states['sending']:,} waiting"
    if states["uncertain"]:
        advice = "Give the bot the history scopes of manifest.yml, or look whether the warning stands there."
        told += f", {states['uncertain']:,} of which nobody knows whether Slack has them"
        yield Finding("warnings", told, advice)
    elif states["dead"]:
        advice = "The log says why, under “not said”."
        yield Finding("warnings", f"{told}, {states['dead']:,} that Slack will not have", advice)
    else:
        yield Finding("warnings", told)
    if troubled:
        advice = "Invite the bot there with /invite, or set a fallback: /seller-settings fallback=#channel."
        yield Finding("channels", f"nothing can be posted in {', '.join(sorted(troubled)[:SHOWN])}", advice)


def _revision(shown: str, found: str | None) -> Finding:
    if found is None:
        return Finding("database", f"{shown} is new; the first start fills it")
    if found != head_revision():
        told = f"{shown} is at revision {found}, this version wants {head_revision()}"
        return Finding("database", told, "Run `headroom db upgrade`.", True)
    return Finding("database", f"{shown} is up to date")


def _manifest(file: Path) -> Iterator[Finding]:
    try:
        manifest = Manifest.of(file)
    except ValueError as unreadable:
        yield Finding("manifest", str(unreadable), "Take manifest.yml from the repository again.", True)
        return
    listed, answered = manifest.commands | manifest.shortcuts, COMMANDS.keys() | SHORTCUTS.keys()
    if missing := sorted(answered - listed):
        advice = "Add them to manifest.yml and update the app at Slack."
        yield Finding("manifest", f"lacks {', '.join(missing)}", advice, True)
    elif unknown := sorted(listed - answered):
        yield Finding(
            "manifest", f"has {', '.join(unknown)}, which nothing answers", "Take them out of manifest.yml.", True
        )
    else:
        yield Finding("manifest", f"has all {len(COMMANDS)} commands, and {len(SHORTCUTS)} in the menu of messages")
