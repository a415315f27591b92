"""`headroom connect amazon`, `disconnect amazon`, `sync` and `keys`: Amazon's reports, and how credentials are kept."""

import time
from typing import Annotated

import typer

from bot.entrypoints.cli.session import Account, DatabaseUrl, WorkspaceId, now, ready, refusing, settings

connecting = typer.Typer(help="Connect an account to where its data is.", no_args_is_help=True)
disconnecting = typer.Typer(help="Let go of an account's credentials.", no_args_is_help=True)
keys = typer.Typer(help="The keys that secrets in the database are encrypted with.", no_args_is_help=True)


@connecting.command("amazon")
def connect_amazon(account: Account = None, workspace: WorkspaceId = None, database_url: DatabaseUrl = None) -> None:
    """Store a seller's credentials, from the environment or as they are typed; they are tried at Amazon first."""
    from bot.entrypoints.cli.connect import connect
    from bot.slack.plain_text import message_text

    chosen = settings(database_url)
    with ready(chosen.database_url) as engine, refusing():
        print(message_text(connect(engine, chosen, workspace, account, now)))


@disconnecting.command("amazon")
def disconnect_amazon(account: Account = None, workspace: WorkspaceId = None, database_url: DatabaseUrl = None) -> None:
    """Delete a seller's credentials, so that Amazon is asked for nothing more; what came in stays."""
    from bot.entrypoints.cli.connect import disconnect
    from bot.slack.plain_text import message_text

    with ready(settings(database_url).database_url) as engine, refusing():
        print(message_text(disconnect(engine, workspace, account, now)))


def sync(
    account: Account = None,
    workspace: WorkspaceId = None,
    *,
    wait: Annotated[bool, typer.Option("--wait", help="Go on until every report came.")] = False,
    database_url: DatabaseUrl = None,
) -> None:
    """Fetch what is new at Amazon, now; beside a running bot, too."""
    from bot.entrypoints.cli.sync import sync_all

    chosen = settings(database_url)
    with ready(chosen.database_url) as engine, refusing():
        for text in sync_all(engine, chosen, workspace, account, now, time.sleep if wait else None):
            print(text, flush=True)


@keys.command("new")
def keys_new() -> None:
    """Print a new key for HEADROOM_KEY; nothing is stored."""
    from storage.database.encryption import generate_key

    print(generate_key())


@keys.command("rotate")
def keys_rotate(database_url: DatabaseUrl = None) -> None:
    """Encrypt every secret with HEADROOM_KEY that is still encrypted with HEADROOM_OLD_KEY: all of them or none."""
    from storage.reports.connections import reencrypt
    from storage.workspaces import begin_all

    chosen = settings(database_url)
    with ready(chosen.database_url) as engine, refusing():
        with begin_all(engine) as transactions:
            changed = sum(reencrypt(transaction, chosen.keys) for transaction in transactions)
        print(
            f"Encrypted anew with the key {chosen.keys.current_key_id}: {changed}. HEADROOM_OLD_KEY is needed no more."
        )
