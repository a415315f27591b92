"""Slack's blocks made anew by the `slackblocks` package, which refuses what breaks a limit.

It raises InvalidUsageError for a broken limit, and TypeError, KeyError or ValueError for a field that Slack does not
know, one that is not there, and a value that is none of the known ones.
"""

from collections.abc import Callable
from typing import Any

from slackblocks import (
    ActionsBlock,
    AxisConfig,
    Block,
    Button,
    Confirm,
    DataPoint,
    DataSeries,
    DataVisualizationBlock,
    DatePicker,
    DateTimePicker,
    InputBlock,
    LineChart,
    NumberInput,
    Option,
    PlainTextInput,
    StaticSelectMenu,
    TimePicker,
    UserSelectMenu,
)
from slackblocks import CheckboxGroup as Checkboxes
from slackblocks import ConversationSelectMenu as ConversationSelect
from slackblocks import RadioButtonGroup as RadioButtons
from slackblocks.elements import ButtonStyle, Element
from slackblocks.errors import TypeMismatchError

Given = dict[str, Any]
"""A block or element as it is sent."""


def rebuilt(block: Given) -> Block:
    """The block as the package makes it."""
    build = BLOCKS.get(block["type"], Block.from_dict)
    return build(block)


def rebuilt_element(element: Given) -> Element:
    """The button, field or menu as the package makes it."""
    if element["type"] not in ELEMENTS:
        raise TypeMismatchError(f"no element of the type {element['type']} is known here")
    fields = {name: value for name, value in element.items() if name != "type"}
    for name, build in PARTS.items():
        if name in fields:
            fields[name] = build(fields[name])
    return ELEMENTS[element["type"]](**fields)


def _actions(block: Given) -> Block:
    return ActionsBlock([rebuilt_element(each) for each in block["elements"]], block_id=block.get("block_id"))


def _section(block: Given) -> Block:
    if "accessory" in block:
        rebuilt_element(block["accessory"])
    return Block.from_dict({name: value for name, value in block.items() if name != "accessory"})


def _input(block: Given) -> Block:
    fields = {name: value for name, value in block.items() if name != "type"}
    fields |= {"label": _words(block["label"]), "element": rebuilt_element(block["element"])}
    return InputBlock(**fields | ({"hint": _words(block["hint"])} if "hint" in block else {}))


def _chart(block: Given) -> Block:
    chart = block["chart"]
    if chart["type"] != "line":
        raise TypeMismatchError(f"no chart of the type {chart['type']} is known here")
    lines = [DataSeries(each["name"], [DataPoint(**point) for point in each["data"]]) for each in chart["series"]]
    built = LineChart(lines, AxisConfig(**chart["axis_config"]))
    return DataVisualizationBlock(block["title"], built, block_id=block.get("block_id"))


def _words(text: Given) -> str:
    words: str = text["text"]
    if text["type"] != "plain_text":
        raise TypeMismatchError(f"“{words}” is not plain text")
    return words


def _option(option: Given) -> Option:
    return Option.from_dict(option)


BLOCKS: dict[str, Callable[[Given], Block]] = {
    "actions": _actions,
    "data_visualization": _chart,
    "input": _input,
    "section": _section,
}

ELEMENTS: dict[str, Callable[..., Element]] = {
    "button": Button,
    "checkboxes": Checkboxes,
    "conversations_select": ConversationSelect,
    "datepicker": DatePicker,
    "datetimepicker": DateTimePicker,
    "number_input": NumberInput,
    "plain_text_input": PlainTextInput,
    "radio_buttons": RadioButtons,
    "static_select": StaticSelectMenu,
    "timepicker": TimePicker,
    "users_select": UserSelectMenu,
}

PARTS: dict[str, Callable[[Any], Any]] = {
    "text": _words,
    "placeholder": _words,
    "confirm": Confirm.from_dict,
    "style": ButtonStyle,
    "initial_option": _option,
    "options": lambda options: [_option(each) for each in options],
    "initial_options": lambda options: [_option(each) for each in options],
}
"""What of an element is itself made of parts."""
