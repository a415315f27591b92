"""A signed request may come twice within Slack's five minutes; what it changes is changed once."""

import json
from datetime import timedelta

import pytest
from slack_bolt import App

from bot.assistant.assistant import Assistant
from bot.entrypoints.server.app import build_app, known_bot
from bot.slack.requests import command_form, signed_form, slack_request
from storage import accounts, settings
from storage.alerting import outbox, subscriptions
from storage.metrics import readings
from storage.transaction import RepeatedRequest
from storage.workspaces import open_workspace

SECRET = "s" * 32


def twice(assistant: Assistant, line: str, between: str | None = None) -> list[str]:
    """What the app says to one request that comes twice, with another line between the two."""
    app = build_app(assistant, SECRET, authorize=known_bot("T1"))
    body, headers = signed_form(command_form(line, "T1", "U1", "C1", ""), SECRET)
    first = sent(app, body, headers)
    if between:
        sent(app, *signed_form(command_form(between, "T1", "U1", "C1", ""), SECRET))
    return [first, sent(app, body, headers)]


def sent(app: App, body: str, headers: dict[str, str]) -> str:
    return json.loads(app.dispatch(slack_request(body, headers)).body)["text"]


def test_a_repeated_setting_does_not_undo_a_later_one(assistant, engine):
    _, again = twice(assistant, "/seller-settings province=QC", between="/seller-settings province=BC")
    assert again == "That was done already, so nothing was changed again."
    assert settings.current(open_workspace(engine, "T1", assistant.clock()))["province"].value == "BC"


def test_a_repeated_reading_is_written_once(assistant, engine):
    twice(assistant, "/renewed-status set odr=0.5%", between="/renewed-status set odr=0.7%")
    ws = open_workspace(engine, "T1", assistant.clock())
    assert [each.value for each in readings.list_latest(ws, "main")] == [7_000]


def test_a_repeated_subscription_does_not_undo_that_it_was_ended(assistant, engine):
    _, again = twice(assistant, "/seller-alerts on odr", between="/seller-alerts off")
    assert again == "That was done already, so nothing was changed again."
    assert subscriptions.list_all(open_workspace(engine, "T1", assistant.clock())) == []


def test_a_repeated_test_sends_its_samples_once(assistant, engine):
    first, _ = twice(assistant, "/seller-alerts test")
    waiting = outbox.count_by_state(open_workspace(engine, "T1", assistant.clock()))["waiting"]
    assert f"{waiting} samples come to you" in first


def test_a_repeated_question_is_answered_again(assistant):
    first, again = twice(assistant, "/sfp-refund 100 used")
    assert first == again


def test_two_people_may_say_the_same(assistant, engine):
    app = build_app(assistant, SECRET, authorize=known_bot("T1"))
    for user in ("U1", "U2"):
        form = command_form("/renewed-status set odr=0.5%", "T1", user, "C1", "")
        assert "Recorded" in sent(app, *signed_form(form, SECRET))


def test_a_request_is_forgotten_after_an_hour(assistant, engine):
    now = assistant.clock()
    ws = open_workspace(engine, "T1", now)
    accounts.add(ws, "main", "U1", now)
    settings.update(ws, {"province": "QC"}, "U1", now, "trigger")
    with pytest.raises(RepeatedRequest):
        settings.update(ws, {"province": "BC"}, "U1", now, "trigger")
    settings.update(ws, {"province": "BC"}, "U1", now + timedelta(hours=2), "other")
    settings.update(ws, {"province": "ON"}, "U1", now + timedelta(hours=2), "trigger")
