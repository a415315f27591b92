"""`headroom doctor`: what it finds, and that it says what to do."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import yaml
from slack_sdk import WebClient
from sqlalchemy import text
from typer.testing import CliRunner

from bot.__main__ import app
from bot.commands import COMMANDS
from bot.entrypoints.cli.doctor import examine, warnings_of
from bot.slack.manifest import MANIFEST, Manifest
from storage.alerting import outbox, outbox_claims, subscriptions
from storage.alerting.outbox import OutboxMessage
from storage.alerting.subscriptions import Subscription
from storage.database.engine import open_engine
from storage.workspaces import open_workspace

SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}


def bad(findings):
    return {finding.about: f"{finding.told} {finding.advice}" for finding in findings if finding.bad}


def test_a_fresh_folder_is_well(tmp_path):
    findings = examine({"DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'headroom.db'}"})
    assert bad(findings) == {}
    told = " ".join(map(str, findings))
    assert "opens the local workspace" in told
    assert "the first start fills it" in told
    assert f"has all {len(COMMANDS)} commands" in told


def test_a_database_that_is_up_to_date_is_well(engine, url):
    assert "up to date" in " ".join(map(str, examine({"DATABASE_URL": url})))


def test_a_database_of_another_version_is_named(engine, url):
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "9999" in bad(examine({"DATABASE_URL": url}))["database"]


def test_a_broken_database_file_is_named(tmp_path):
    file = tmp_path / "headroom.db"
    file.write_bytes(b"this is no database " * 100)
    found = bad(examine({"DATABASE_URL": f"sqlite:///{file}"}))
    assert "not a database" in found["database"]
    assert "Restore a backup" in found["database"]


@pytest.mark.parametrize("url", ["nonsense", "nonsense://x", "sqlite:///file:x.db"])
def test_a_database_that_cannot_be_meant_is_named(url):
    assert "sqlite:///data/headroom.db" in bad(examine({"DATABASE_URL": url}))["database"]


TOKENS = {
    "half a set": ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN"),
    "the other half": ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
    "http without a port": ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}, "PORT"),
    "the wrong one": ({"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": "xapp-1"}, "begin with xoxb-"),
    "swapped": ({"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "begin with xoxb-"),
}


@pytest.mark.parametrize(("environment", "told"), TOKENS.values(), ids=TOKENS)
def test_tokens_that_cannot_work_are_named_without_asking_slack(url, environment, told, monkeypatch):
    monkeypatch.setattr(WebClient, "auth_test", lambda _: pytest.fail("Slack was asked"))
    assert told in bad(examine({"DATABASE_URL": url, **environment}))["tokens"]


def test_a_setting_that_cannot_be_read_is_named_and_no_secret_is_shown(url):
    findings = examine({"DATABASE_URL": url, "PORT": "many", "SLACK_BOT_TOKEN": "xoxb-secret"})
    assert "PORT cannot be read" in bad(findings)["settings"]
    assert "secret" not in " ".join(map(str, findings))


def test_an_empty_setting_is_as_good_as_none(url):
    assert bad(examine({"DATABASE_URL": url, "SLACK_BOT_TOKEN": "", "PORT": ""})) == {}


@pytest.fixture
def slack_says():
    """Has a stand-in for Slack give this answer, and gives the settings that lead to it."""
    answers = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_response(200)
            self.send_header("content-type", "application/json")
            if "scopes" in answers[-1]:
                self.send_header("x-oauth-scopes", answers[-1]["scopes"])
            self.end_headers()
            self.wfile.write(json.dumps(answers[-1]).encode())

        def log_message(self, *_):
            """Stay quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()

        def say(answer):
            answers.append(answer)
            return {**SOCKET, "SLACK_API_URL": f"http://127.0.0.1:{server.server_port}/api"}

        yield say
        server.shutdown()


def test_a_token_that_slack_knows_is_well(url, slack_says):
    settings = slack_says({"ok": True, "user": "headroom", "team": "Shop"})
    findings = examine({"DATABASE_URL": url, **settings})
    assert bad(findings) == {}
    assert "headroom in Shop; serving over socket" in " ".join(map(str, findings))


def test_a_token_that_slack_refuses_is_named(url, slack_says):
    settings = slack_says({"ok": False, "error": "token_revoked"})
    told = bad(examine({"DATABASE_URL": url, **settings}))["tokens"]
    assert "token_revoked" in told
    assert "Install the app again" in told


def test_what_the_app_was_not_granted_is_named(url, slack_says):
    scopes = sorted(Manifest.of(MANIFEST).scopes)
    settings = slack_says({"ok": True, "user": "headroom", "team": "Shop", "scopes": ",".join(scopes)})
    assert bad(examine({"DATABASE_URL": url, **settings})) == {}
    fewer = [scope for scope in scopes if scope not in ("app_mentions:read", "files:read")]
    settings = slack_says({"ok": True, "user": "headroom", "team": "Shop", "scopes": ",".join(fewer)})
    told = bad(examine({"DATABASE_URL": url, **settings}))["scopes"]
    assert "was not granted app_mentions:read, files:read" in told
    assert "install it again" in told


def test_slack_out_of_reach_is_said(url):
    told = bad(examine({"DATABASE_URL": url, **SOCKET, "SLACK_API_URL": "http://127.0.0.1:9"}))["tokens"]
    assert "could not be reached at http://127.0.0.1:9/" in told
    assert "Check this machine's network" in told


@pytest.mark.parametrize("elsewhere", ["slack.com/api", "http://slack.com/api/", "ftp://slack.com"])
def test_a_token_goes_nowhere_unsafe(url, elsewhere):
    assert "SLACK_API_URL" in bad(examine({"DATABASE_URL": url, **SOCKET, "SLACK_API_URL": elsewhere}))["settings"]


def without(command):
    manifest = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    listed = manifest["features"]["slash_commands"]
    manifest["features"]["slash_commands"] = [each for each in listed if each["command"] != command]
    return manifest


def test_a_manifest_that_lacks_a_command_is_named(url, tmp_path):
    file = tmp_path / "manifest.yml"
    file.write_text(yaml.safe_dump(without("/sfp-label")))
    assert "lacks /sfp-label" in bad(examine({"DATABASE_URL": url}, file))["manifest"]


def test_a_manifest_with_a_command_that_nothing_answers_is_named(url, tmp_path):
    manifest = without("")
    manifest["features"]["slash_commands"].append({"command": "/old"})
    file = tmp_path / "manifest.yml"
    file.write_text(yaml.safe_dump(manifest))
    assert "/old" in bad(examine({"DATABASE_URL": url}, file))["manifest"]


def test_a_manifest_that_lacks_a_shortcut_is_named(url, tmp_path):
    manifest = without("")
    del manifest["features"]["shortcuts"]
    file = tmp_path / "manifest.yml"
    file.write_text(yaml.safe_dump(manifest))
    assert "lacks work_out_refund" in bad(examine({"DATABASE_URL": url}, file))["manifest"]


@pytest.mark.parametrize("content", ["", "[", "features: 5", "features: {slash_commands: 5}"])
def test_a_manifest_that_cannot_be_read_is_named(url, tmp_path, content):
    file = tmp_path / "manifest.yml"
    file.write_text(content)
    assert "cannot be read" in bad(examine({"DATABASE_URL": url}, file))["manifest"]


def test_the_program_ends_with_one_where_something_is_wrong(url, tmp_path):
    assert CliRunner().invoke(app, ["doctor", "--database", url]).exit_code == 0
    run = CliRunner().invoke(app, ["doctor", "--database", "nonsense"])
    assert run.exit_code == 1
    assert "✗ database" in run.stdout
    assert "→ " in run.stdout


def test_looking_leaves_nothing_behind(tmp_path):
    url = f"sqlite:///{tmp_path / 'new.db'}"
    examine({"DATABASE_URL": url})
    engine = open_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM sqlite_master")).scalar() == 0
    engine.dispose()


def test_warnings_that_nobody_is_sure_of_and_channels_that_take_nothing_are_named(engine, url, now):
    workspace = open_workspace(engine, "T0SHOP", now)
    subscriptions.upsert(workspace, Subscription(channel="C1", since=now, who="U1"), now)
    subscriptions.set_trouble(workspace, "C1", "not_in_channel", now)
    with workspace.begin() as transaction:
        outbox.enqueue(transaction, [OutboxMessage(key="a", channel="C1", act="post", text="hello")], now)
    (claimed,) = outbox_claims.claim(workspace, "me", now, timedelta(seconds=60))
    told = {each.about: each for each in warnings_of(engine)}
    assert told["warnings"].told == "0 said, 1 waiting"
    assert "T0SHOP/C1 (not_in_channel)" in told["channels"].told
    assert "/invite" in told["channels"].advice
    outbox_claims.mark_uncertain(workspace, claimed, now, "missing_scope")
    (uncertain, _) = warnings_of(engine)
    assert "1 of which nobody knows" in uncertain.told
    assert "history scopes" in uncertain.advice
