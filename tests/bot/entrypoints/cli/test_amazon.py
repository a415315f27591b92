"""`headroom connect amazon`, `keys`, `sync` and `doctor` as they are run, and what Slack says of it."""

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.amazon.sp_api.report_types import REPORT_TYPES
from bot.config import Settings
from bot.entrypoints.cli.doctor import examine
from bot.entrypoints.cli.sync import sync_all
from storage import accounts
from storage.database.encryption import generate_key
from storage.reports import connections
from storage.workspaces import list_ids, open_workspace
from tests.builders.amazon import CREDENTIALS, NOW, connect
from tests.fakes.amazon import CLIENT, REFRESH_TOKEN

SECRETS = (CLIENT["client_secret"], REFRESH_TOKEN)
TYPED = {
    "AMAZON_CLIENT_ID": CLIENT["client_id"],
    "AMAZON_CLIENT_SECRET": CLIENT["client_secret"],
    "AMAZON_REFRESH_TOKEN": REFRESH_TOKEN,
}


@pytest.fixture
def environment(engine, url, amazon, monkeypatch):
    found = {
        "DATABASE_URL": url,
        "HEADROOM_KEY": generate_key(),
        "AMAZON_API_URL": amazon.address,
        "AMAZON_LOGIN_URL": amazon.address,
        **TYPED,
    }
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("bot.entrypoints.cli.amazon.now", lambda: amazon.now)
    return found


def headroom(*arguments):
    return CliRunner().invoke(app, list(arguments))


def doctor(environment):
    return [each for each in examine(environment) if each.about == "Amazon"]


def test_an_account_is_connected_with_what_the_environment_holds(environment, engine):
    run = headroom("connect", "amazon")
    assert run.exit_code == 0, run.output
    assert "Amazon is connected for the account main." in run.stdout
    assert CLIENT["client_id"] in run.stdout
    assert not any(secret in run.output for secret in SECRETS)
    ws = open_workspace(engine, "T0LOCAL", NOW)
    assert connections.get_credentials(ws, Settings.of(environment).keys, "main") == CREDENTIALS


def test_what_the_environment_lacks_is_asked_for_and_secrets_are_not_shown(environment, engine, monkeypatch):
    from bot.entrypoints.cli import connect as connecting

    shown = {}

    def prompt(words, *, hide_input):
        shown[words] = hide_input
        return f" {TYPED[next(name for name in TYPED if not environment_has(name))]} "

    def environment_has(name):
        return len(shown) - 1 != list(TYPED).index(name)

    for name in TYPED:
        monkeypatch.delenv(name)
    monkeypatch.setattr(connecting.typer, "prompt", prompt)
    monkeypatch.setattr(connecting, "sys", type("Terminal", (), {"stdin": type("In", (), {"isatty": lambda: True})}))
    assert headroom("connect", "amazon").exit_code == 0
    assert list(shown.values()) == [False, True, True]
    assert connections.get_credentials(open_workspace(engine, "T0LOCAL", NOW), Settings.of(environment).keys, "main")


def test_without_a_terminal_the_missing_variable_is_named(environment, monkeypatch):
    monkeypatch.delenv("AMAZON_REFRESH_TOKEN")
    run = headroom("connect", "amazon")
    assert (run.exit_code, run.stderr) == (2, "Without a terminal, set AMAZON_REFRESH_TOKEN in the environment.\n")


def test_credentials_that_amazon_does_not_take_are_not_stored(environment, engine, amazon, monkeypatch):
    monkeypatch.setenv("AMAZON_REFRESH_TOKEN", "Atzr|wrong")
    run = headroom("connect", "amazon")
    assert run.exit_code == 2
    assert "(invalid_grant), so nothing was stored" in run.stderr
    assert "Atzr|wrong" not in run.output
    amazon.faults["login"].append("500 before")
    assert "could not be reached (HTTP 503)" in headroom("connect", "amazon").stderr
    assert [connections.list_all(open_workspace(engine, each, NOW)) for each in list_ids(engine)] == [[]]


def test_an_account_is_disconnected_and_nothing_is_asked_of_amazon_any_more(environment, engine, amazon):
    headroom("connect", "amazon")
    asked = amazon.asked.total()
    run = headroom("disconnect", "amazon")
    assert run.exit_code == 0, run.output
    assert "Amazon is disconnected from the account main: its client secret and refresh token are deleted" in run.stdout
    assert connections.list_all(open_workspace(engine, "T0LOCAL", NOW)) == []
    assert headroom("sync").output == "No account is connected to Amazon. `headroom connect amazon` connects one.\n"
    assert amazon.asked.total() == asked


def test_where_it_is_not_clear_whose_credentials_they_are_none_is_deleted(environment, engine):
    ws = open_workspace(engine, "T0LOCAL", NOW)
    assert headroom("disconnect", "amazon").stderr.startswith("No account is connected to Amazon.")
    for name in ("north", "south"):
        accounts.add(ws, name, "U1", NOW)
        headroom("connect", "amazon", "--account", name)
    for typed in ([], ["--account", "nort"]):
        run = headroom("disconnect", "amazon", *typed)
        assert (run.exit_code, run.stderr) == (2, "Say which with `--account`. Connected are: north, south.\n")
    assert headroom("disconnect", "amazon", "--account", "south").exit_code == 0
    assert [each.account for each in connections.list_all(ws)] == ["north"]


def test_without_a_key_nothing_is_stored_and_a_wrong_one_is_named(environment, monkeypatch):
    monkeypatch.delenv("HEADROOM_KEY")
    run = headroom("connect", "amazon")
    assert (run.exit_code, "`headroom keys new`" in run.stderr) == (2, True)
    monkeypatch.setenv("HEADROOM_KEY", "short")
    assert "HEADROOM_KEY" in headroom("connect", "amazon").output
    [wrong] = [each for each in examine({"HEADROOM_KEY": "short"}) if each.about == "settings"]
    assert "HEADROOM_KEY cannot be read: value error, a key is 32 bytes in base64" in wrong.told


@pytest.mark.parametrize("elsewhere", ["http://amazon.com", "ftp://amazon.com", "api.amazon.com"])
@pytest.mark.parametrize("name", ["AMAZON_API_URL", "AMAZON_LOGIN_URL"])
def test_credentials_go_nowhere_unsafe(elsewhere, name):
    [wrong] = [each for each in examine({name: elsewhere}) if each.about == "settings"]
    assert f"{name} cannot be read" in wrong.told


def test_a_new_key_is_printed_and_rotation_leaves_nothing_under_the_old_one(environment, engine, monkeypatch):
    headroom("connect", "amazon")
    key = headroom("keys", "new").stdout.strip()
    assert headroom("keys", "new").stdout.strip() != key
    monkeypatch.setenv("HEADROOM_KEY", key)
    lost = headroom("keys", "rotate")
    assert (lost.exit_code, "HEADROOM_OLD_KEY" in lost.stderr) == (2, True)
    monkeypatch.setenv("HEADROOM_OLD_KEY", environment["HEADROOM_KEY"])
    run = headroom("keys", "rotate")
    assert (run.exit_code, run.stdout.endswith(": 1. HEADROOM_OLD_KEY is needed no more.\n")) == (0, True)
    monkeypatch.delenv("HEADROOM_OLD_KEY")
    assert headroom("keys", "rotate").stdout.endswith(": 0. HEADROOM_OLD_KEY is needed no more.\n")
    assert not doctor({**environment, "HEADROOM_KEY": key})[0].bad
    assert doctor(environment)[0].bad


def test_sync_says_what_came_and_what_is_still_to_come(environment, amazon):
    assert headroom("sync").stderr == "No account is connected to Amazon. `headroom connect amazon` connects one.\n"
    headroom("connect", "amazon")
    first = headroom("sync")
    assert (first.exit_code, "11 reports are still to come." in first.stdout) == (0, True)
    told = ""
    for _ in range(3):
        amazon.pass_time(minutes=1)
        told += headroom("sync").stdout
    assert "✅ returns of 24 Nov 2026 · 4 rows" in told
    assert "Nothing new: every report of today came in." in headroom("sync").stdout
    amazon.refresh_tokens.clear()
    amazon.pass_time(days=1)
    assert "(invalid_grant)" in headroom("sync").stdout


def test_whoever_waits_hears_of_everything(environment, engine, amazon):
    headroom("connect", "amazon")
    settings = Settings.of(environment)
    waited = []

    def wait(seconds):
        waited.append(seconds)
        amazon.pass_time(seconds=seconds)

    told = "\n".join(sync_all(engine, settings, None, None, lambda: amazon.now, wait))
    assert told.count("✅") == 11
    assert "still to come" not in told
    assert waited


def test_a_report_that_cannot_be_read_says_why_in_sync_and_in_doctor(environment, amazon):
    headroom("connect", "amazon")
    returns = REPORT_TYPES["returns"].amazon_name
    amazon.files[returns] = b"Order ID\tOrder date\tReturn request date\n701&1\t2026-11-02\t2026-11-20\n"
    told = ""
    for _ in range(4):
        told += headroom("sync").stdout
        amazon.pass_time(minutes=1)
    why = "The only line cannot be read, so nothing was taken. Line 2: “701&1” in “Order ID” is not an order id"
    assert f"✋ returns of 24 Nov 2026 · {why}" in told
    assert f"returns of 2026-11-24 failed: {why}" in doctor(environment)[0].told


def test_doctor_tells_how_a_connection_is_and_never_a_secret(environment, engine, amazon, passes_of):
    headroom("connect", "amazon")
    [found] = doctor(environment)
    assert (found.bad, "T0LOCAL/main is connected since" in found.told) == (False, True)
    assert "nothing came yet" in found.told
    amazon.outcomes["GET_SELLER_FEEDBACK_DATA"].extend(["FATAL", "FATAL"])
    passes_of("T0LOCAL", 6)
    [found] = doctor(environment)
    assert "returns 2026-11-24" in found.told
    assert "feedback of 2026-11-24 failed: FATAL" in found.told
    assert found.advice
    amazon.refresh_tokens.clear()
    amazon.pass_time(days=1)
    passes_of("T0LOCAL", 1)
    [found] = doctor(environment)
    assert "Amazon refuses its credentials since 2026-11-25" in found.told
    assert "headroom connect amazon --account main" in found.advice
    wrong = doctor({**environment, "HEADROOM_KEY": generate_key()})
    assert "its credentials cannot be read" in wrong[0].told
    assert not any(
        secret in str(each) for each in [found, *wrong] for secret in (*SECRETS, environment["HEADROOM_KEY"])
    )


def test_a_connection_of_one_workspace_is_nothing_to_another(environment, engine, settings):
    for team in ("T1", "T2"):
        open_workspace(engine, team, NOW)
    ours, theirs = (open_workspace(engine, team, NOW) for team in ("T1", "T2"))
    connect(ours, Settings.of(environment))
    accounts.add(theirs, "main", "U1", NOW)
    assert connections.list_all(theirs) == []
    with pytest.raises(LookupError):
        connections.get_credentials(theirs, Settings.of(environment).keys, "main")
    assert "No account is connected" in headroom("sync", "--workspace", "T2").stderr
    assert [each.told.partition("/")[0] for each in doctor(environment)] == ["T1"]
