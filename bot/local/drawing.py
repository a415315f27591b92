"""A Slack message drawn in the terminal."""

import re

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.message import Block, Message
from bot.text import unmarked

_PIECES = re.compile(r"```(.+?)```|\*(.+?)\*|`(.+?)`|(?<!\w)_(.+?)_(?!\w)", re.DOTALL)
_STYLES = (None, "reverse", "bold", "cyan", "italic")


def draw(console: Console, audience: str, message: Message, first_button: int = 1) -> None:
    """Draw a message in a frame that says who sees it; buttons carry the number that presses them."""
    told = [_block(block, first_button) for block in message.blocks]
    title = "posted to #general" if audience == "in_channel" else "only you can see this"
    console.print(Panel(Group(*told), title=f"Headroom · {title}", title_align="left", border_style="dim"))


def _block(block: Block, first_button: int) -> RenderableType:
    if block["type"] == "actions":
        labels = [each["text"]["text"] for each in block["elements"]]
        return Text("  ".join(f"[{place}] {label}" for place, label in enumerate(labels, first_button)), style="green")
    if block["type"] == "context":
        return Text.assemble(*(marked(each["text"]) for each in block["elements"]), style="dim")
    return marked(block["text"]["text"])


def marked(mrkdwn: str) -> Text:
    """Slack's markup as styled text."""
    text = Text()
    at = 0
    for found in _PIECES.finditer(mrkdwn):
        text.append(unmarked(mrkdwn[at : found.start()]))
        text.append(unmarked(found[found.lastindex or 0]), style=_STYLES[found.lastindex or 0])
        at = found.end()
    text.append(unmarked(mrkdwn[at:]))
    return text
