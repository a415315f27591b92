"""Slack messages drawn in the terminal: blocks, buttons by number, who sees them, what Slack would refuse."""

import re
from collections.abc import Callable
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from bot.entrypoints.local.emulator.limits import Refused
from bot.entrypoints.local.terminal.chart import plotted
from bot.slack.blocks import Block, Message
from bot.slack.plain_text import element_label, unmarked

_PIECES = re.compile(r"```(.+?)```|\*(.+?)\*|`(.+?)`|(?<!\w)_(.+?)_(?!\w)|~(.+?)~", re.DOTALL)
_STYLES = ("", "reverse", "bold", "cyan", "italic", "strike")


def draw(console: Console, where: str, message: Message) -> None:
    """Draw a message in a frame whose title says where it stands and who sees it."""
    numbers = iter(range(1, 100))
    drawn = [_draw_block(block, numbers.__next__) for block in message.blocks] or [marked(message.text)]
    console.print(Panel(Group(*drawn), title=f"Headroom · {where}", title_align="left", border_style="dim"))


def draw_form(console: Console, view: Block) -> None:
    """Draw a form in a frame whose title is the form's, with its buttons below."""
    numbers = iter(range(1, 100))
    drawn = [_draw_block(block, numbers.__next__) for block in view["blocks"]]
    ends = "  ".join(f"[{view[name]['text']}]" for name in ("submit", "close") if view.get(name))
    title = f"Form · {view['title']['text']}"
    console.print(Panel(Group(*drawn, Text(ends, style="green")), title=title, title_align="left", border_style="dim"))


def draw_refusal(console: Console, refused: Refused) -> None:
    """Say loudly what Slack would refuse."""
    console.print(Panel(Text(str(refused)), title="Slack would refuse this", title_align="left", border_style="red"))


def _draw_block(block: Block, number: Callable[[], int]) -> RenderableType:
    drawer = DRAWERS.get(block["type"])
    return drawer(block, number) if drawer else Text(f"[{block['type']}]", style="dim")


def _section(block: Block, _number: Callable[[], int]) -> RenderableType:
    drawn: list[RenderableType] = [marked(block["text"]["text"])] if "text" in block else []
    if fields := block.get("fields"):
        grid = Table.grid(expand=True)
        grid.add_column()
        grid.add_column()
        for left in range(0, len(fields), 2):
            grid.add_row(*(marked(each["text"]) for each in fields[left : left + 2]))
        drawn.append(grid)
    return Group(*drawn)


def _header(block: Block, _number: Callable[[], int]) -> RenderableType:
    return Text(block["text"]["text"], style="bold underline")


def _context(block: Block, _number: Callable[[], int]) -> RenderableType:
    return Text("  ").join(marked(each.get("text", each.get("alt_text", ""))) for each in block["elements"])


def _divider(_block: Block, _number: Callable[[], int]) -> RenderableType:
    return Rule(style="dim")


def _actions(block: Block, number: Callable[[], int]) -> RenderableType:
    return Text("  ".join(f"[{number()}] {element_label(each)}" for each in block["elements"]), style="green")


def _image(block: Block, _number: Callable[[], int]) -> RenderableType:
    return Text(f"[picture: {block['alt_text']}]", style="dim")


def _table(block: Block, _number: Callable[[], int]) -> RenderableType:
    heading, *rows = [[_cell(cell) for cell in row] for row in block["rows"]]
    table = Table(*heading)
    for row in rows:
        table.add_row(*row)
    return table


def _cell(cell: dict[str, Any]) -> str:
    """The words of a table cell: plain, or rich text of any depth."""
    if "text" in cell and isinstance(cell["text"], str):
        return cell["text"]
    return "".join(_cell(each) for each in cell.get("elements", ()))


def _chart(block: Block, _number: Callable[[], int]) -> RenderableType:
    return Group(Text(block["title"], style="bold"), *(Text(line, no_wrap=True) for line in plotted(block["chart"])))


def _input(block: Block, _number: Callable[[], int]) -> RenderableType:
    label = Text(block["label"]["text"], style="bold")
    if block.get("optional"):
        label.append(" (optional)", style="dim")
    hint = [Text(block["hint"]["text"], style="dim")] if "hint" in block else []
    return Group(label, _field(block["element"]), *hint)


def _field(element: Block) -> Text:
    """A field with what stands in it, or the choices with a dot at what is chosen."""
    chosen = [element.get("initial_option"), *element.get("initial_options", ())]
    if options := element.get("options"):
        return Text("\n".join(f"({'•' if each in chosen else ' '}) {each['text']['text']}" for each in options))
    return Text(f"[{element_label(element):<40}]", style="green")


DRAWERS: dict[str, Callable[[Block, Callable[[], int]], RenderableType]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "divider": _divider,
    "actions": _actions,
    "image": _image,
    "input": _input,
    "table": _table,
    "data_visualization": _chart,
}


def marked(mrkdwn: str) -> Text:
    """Slack's markup as styled text."""
    text = Text()
    at = 0
    for piece in _PIECES.finditer(mrkdwn):
        text.append(unmarked(mrkdwn[at : piece.start()]))
        text.append(unmarked(piece[piece.lastindex or 0]), style=_STYLES[piece.lastindex or 0])
        at = piece.end()
    text.append(unmarked(mrkdwn[at:]))
    return text
