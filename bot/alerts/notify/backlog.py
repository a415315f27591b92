"""One message for many that had to wait for the same channel, in the language of the workspace's channels."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot.slack.blocks import Message
from bot.views.channel.backlog import folded_view
from bot.workspace.context import context_of
from storage.workspaces import Workspace


def folding(workspace: Workspace, now: datetime) -> Callable[[Sequence[str]], Message]:
    """What makes one message of the texts of a workspace's messages, in their order."""
    return partial(folded_view, context_of(workspace, now).locale)
