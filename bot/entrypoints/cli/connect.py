"""`headroom connect amazon` and `disconnect amazon`: a seller's credentials, tried once and then stored encrypted."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Final

import typer
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.amazon.imports.import_file import account_for
from bot.amazon.sp_api.errors import Away, Denied
from bot.amazon.sp_api.http import new_client
from bot.amazon.sp_api.token import AccessToken
from bot.config import Settings
from bot.entrypoints.cli.import_files import WHO, workspace_for
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.reports.parsing.report import Unreadable
from bot.slack.blocks import Message
from bot.views.files.connections import connected_view, disconnected_view
from rules.core.marketplaces import HOME
from storage import accounts
from storage.reports import connections
from storage.reports.connections import Connection, Credentials

MARKETPLACE: Final = HOME.id


def connect(
    engine: Engine, settings: Settings, workspace_id: str | None, account: str | None, clock: Callable[[], datetime]
) -> Message:
    """Connect an account with credentials from the environment or the terminal.

    Nothing is stored where that fails: raises Unreadable, and `encryption.EncryptionError` without a key.
    """
    key = settings.keys.current_key_id
    ws = workspace_for(engine, workspace_id, clock())
    name = account_for(ws, account)
    credentials = _credentials(settings)
    _try(credentials, settings, clock)
    if name not in accounts.list_names(ws):
        accounts.add(ws, name, WHO, clock())
    connection = Connection(
        account=name, marketplace=MARKETPLACE, client_id=credentials.client_id, key_id=key, since=clock(), who=WHO
    )
    connections.upsert(ws, settings.keys, connection, credentials)
    return connected_view(ENGLISH, name, credentials.client_id, key)


def disconnect(engine: Engine, workspace_id: str | None, account: str | None, clock: Callable[[], datetime]) -> Message:
    """Delete the credentials of an account; without a name, of the only one connected.

    A process that syncs it stops before its next call. Raises Unreadable where it is not clear which account.
    """
    ws = workspace_for(engine, workspace_id, clock())
    connected = [connection.account for connection in connections.list_all(ws)]
    name = account or (connected[0] if len(connected) == 1 else "")
    if connections.delete(ws, name):
        return disconnected_view(ENGLISH, name)
    if not connected:
        raise Unreadable("amazon.nothing")
    raise Unreadable("amazon.refuse.whose", connected=tuple(connected))


def _credentials(settings: Settings) -> Credentials:
    client_id = settings.amazon_client_id or _typed(
        "AMAZON_CLIENT_ID", say(ENGLISH, "amazon.ask.client_id"), hidden=False
    )
    secret = settings.amazon_client_secret or SecretStr(
        _typed("AMAZON_CLIENT_SECRET", say(ENGLISH, "amazon.ask.client_secret"))
    )
    token = settings.amazon_refresh_token or SecretStr(
        _typed("AMAZON_REFRESH_TOKEN", say(ENGLISH, "amazon.ask.refresh_token"))
    )
    return Credentials(client_id.strip(), secret, token)


def _typed(name: str, prompt: str, *, hidden: bool = True) -> str:
    """What is typed at the terminal; never an argument, which other users of the machine could read."""
    if not sys.stdin.isatty():
        raise Unreadable("amazon.refuse.nothing_typed", name=name)
    return str(typer.prompt(prompt, hide_input=hidden)).strip()


def _try(credentials: Credentials, settings: Settings, clock: Callable[[], datetime]) -> None:
    with new_client() as http:
        try:
            AccessToken(http, credentials, settings.amazon_login_url, clock).renew()
        except Denied as denied:
            raise Unreadable("amazon.refuse.denied", word=denied.code) from None
        except Away as away:
            raise Unreadable("amazon.refuse.away", word=away.code) from None
