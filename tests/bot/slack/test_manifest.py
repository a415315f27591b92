"""What Slack is told of the app, held against the code and Slack's own limits."""

from pathlib import Path

import pytest
import yaml

from bot.commands import COMMANDS
from bot.language.catalogue import say
from bot.language.locale import ENGLISH
from bot.listeners.shortcuts import SHORTCUTS

MANIFEST = yaml.safe_load((Path(__file__).parents[3] / "manifest.yml").read_text(encoding="utf-8"))
LISTED = {each["command"]: each for each in MANIFEST["features"]["slash_commands"]}


def test_every_command_is_listed_and_every_listed_one_is_answered():
    assert list(LISTED) == list(COMMANDS)
    assert len(LISTED) <= 50


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_described_as_its_module_describes_it(command):
    listed = LISTED[command]
    assert listed["description"] == COMMANDS[command].SUMMARY == say(ENGLISH, f"help.summary.{command[1:]}")
    assert listed["usage_hint"]
    assert listed["should_escape"] is True
    assert len(command) <= 32
    assert len(listed["description"]) <= 140
    assert len(listed["usage_hint"]) <= 1_000


@pytest.mark.parametrize("command", COMMANDS)
def test_a_usage_hint_without_brackets_can_be_typed(ann, command):
    hint = LISTED[command]["usage_hint"]
    if "[" not in hint:
        assert ann.types(f"{command} {hint}").told["ok"]


def test_every_shortcut_is_listed_as_its_module_describes_it_and_every_listed_one_is_answered():
    listed = MANIFEST["features"]["shortcuts"]
    assert [(each["callback_id"], each["name"], each["description"]) for each in listed] == [
        (callback_id, module.NAME, module.SUMMARY) for callback_id, module in SHORTCUTS.items()
    ]
    assert {each["type"] for each in listed} == {"message"}
    assert len(listed) <= 10


@pytest.mark.parametrize("module", SHORTCUTS.values(), ids=SHORTCUTS)
def test_a_shortcut_keeps_to_slacks_limits(module):
    assert len(module.NAME) <= 24
    assert len(module.SUMMARY) <= 150
    assert len(module.SHORTCUT) <= 255


def test_names_keep_to_slacks_limits():
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    assert len(MANIFEST["features"]["bot_user"]["display_name"]) <= 80


def test_the_app_asks_for_no_more_than_it_uses():
    speaking = {"chat:write", "im:write"}
    looking_up_what_was_said = {"channels:history", "groups:history", "im:history"}
    reading_files = {"files:read"}
    hearing_mentions = {"app_mentions:read"}
    scopes = set(MANIFEST["oauth_config"]["scopes"]["bot"])
    assert scopes == {"commands"} | speaking | looking_up_what_was_said | reading_files | hearing_mentions
    assert MANIFEST["features"]["app_home"]["messages_tab_read_only_enabled"] is False
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True


HEARD = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "app_mention": "app_mentions:read",
}
"""Which scope Slack wants for each event that brings a message with files, or one to Headroom."""


def test_the_app_hears_of_no_more_than_it_answers():
    heard = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    assert heard == list(HEARD)
    assert {HEARD[each] for each in heard} <= set(MANIFEST["oauth_config"]["scopes"]["bot"])
