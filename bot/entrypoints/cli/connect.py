"""`headroom connect amazon` and `disconnect amazon`: a seller's credentials, tried once and then kept encrypted."""

import sys
from collections.abc import Callable
from datetime import datetime
from typing import Final

import typer
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.amazon.imports.import_file import account_for
from bot.amazon.sp_api.errors import Away, Denied
from bot.amazon.sp_api.token import Login
from bot.config import Settings
from bot.entrypoints.cli.import_files import WHO, workspace_for
from bot.language.catalogue import say
from bot.reports.parsing.report import Unreadable
from bot.slack.blocks import Message
from bot.views.files.connections import connected_view, disconnected_view
from storage import accounts
from storage.reports import connections
from storage.reports.connections import Connection, Credentials

MARKETPLACE: Final = "ca"


def connect(
    engine: Engine, settings: Settings, workspace_id: str | None, account: str | None, clock: Callable[[], datetime]
) -> Message:
    """Take credentials from the environment or by asking, and connect an account with them.

    Where that cannot be done nothing is stored: raises Unreadable, and `encryption.Unsealable` without a key.
    """
    key = settings.keys.in_use
    ws = workspace_for(engine, workspace_id, clock())
    name = account_for(ws, account)
    credentials = _asked(settings)
    _try(credentials, settings, clock)
    if name not in accounts.names(ws):
        accounts.add(ws, name, WHO, clock())
    held = Connection(
        account=name, marketplace=MARKETPLACE, client_id=credentials.client_id, key_id=key, since=clock(), who=WHO
    )
    connections.put(ws, settings.keys, held, credentials)
    return connected_view(name, credentials.client_id, key)


def disconnect(engine: Engine, workspace_id: str | None, account: str | None, clock: Callable[[], datetime]) -> Message:
    """Delete the credentials of an account; without a name, of the only one connected.

    Whoever is fetching its reports stops with the next one. Raises Unreadable where it is not clear whose.
    """
    ws = workspace_for(engine, workspace_id, clock())
    connected = [each.account for each in connections.held(ws)]
    name = account or (connected[0] if len(connected) == 1 else "")
    if connections.forget(ws, name):
        return disconnected_view(name)
    if not connected:
        raise Unreadable("amazon.nothing")
    raise Unreadable("amazon.refuse.whose", connected=", ".join(connected))


def _asked(settings: Settings) -> Credentials:
    client_id = settings.amazon_client_id or _typed("AMAZON_CLIENT_ID", say("amazon.ask.client_id"), hidden=False)
    secret = settings.amazon_client_secret or SecretStr(_typed("AMAZON_CLIENT_SECRET", say("amazon.ask.client_secret")))
    token = settings.amazon_refresh_token or SecretStr(_typed("AMAZON_REFRESH_TOKEN", say("amazon.ask.refresh_token")))
    return Credentials(client_id.strip(), secret, token)


def _typed(name: str, words: str, *, hidden: bool = True) -> str:
    """What somebody types, which the command line never holds: other users of a machine could read it there."""
    if not sys.stdin.isatty():
        raise Unreadable("amazon.refuse.nothing_typed", name=name)
    return str(typer.prompt(words, hide_input=hidden)).strip()


def _try(credentials: Credentials, settings: Settings, clock: Callable[[], datetime]) -> None:
    login = Login(credentials, settings.amazon_login_url, clock)
    try:
        login.ready()
    except Denied as denied:
        raise Unreadable("amazon.refuse.denied", word=denied.word) from None
    except Away as away:
        raise Unreadable("amazon.refuse.away", word=away.word) from None
    finally:
        login.close()
