"""Files that were dropped into the local workspace: how Slack tells of them, and where they really are."""

import mimetypes
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

File = dict[str, Any]
"""A file as Slack describes it; `path` is ours alone, and is told to nobody."""

_SIGN_IN = b"<!DOCTYPE html><html lang=en><title>Sign in</title>Sign in to see this file.</html>"

SIGN_IN: File = {"mimetype": "text/html; charset=utf-8", "size": len(_SIGN_IN), "body": _SIGN_IN}
"""What Slack hands out instead of a file to whoever may not have it."""


def dropped(path: Path, user: str) -> File:
    """A file on this machine as Slack would describe it."""
    return {
        "id": f"F{secrets.token_hex(5).upper()}",
        "name": path.name,
        "mimetype": mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        "mode": "hosted",
        "size": path.stat().st_size,
        "user": user,
        "path": str(path.resolve()),
    }


def as_slack_file(file: File, address: str) -> File:
    """What an app is told of it, and where Slack's door hands it out."""
    url = f"{address}/files/{file['id']}/download/{quote(file['name'])}"
    return {name: value for name, value in file.items() if name != "path"} | {"url_private_download": url}


def find_file(files: Iterable[File], file_id: str) -> File | None:
    """The file of that id, if it was dropped and is still where it was."""
    return next((each for each in files if each["id"] == file_id and Path(each["path"]).is_file()), None)
