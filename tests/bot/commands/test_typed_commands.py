"""A command reads and runs apart: what mypy holds a module to, and what reading may and may not do."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st
from mypy import api

from bot.assistant.dispatch import ask_of
from bot.commands import COMMANDS, command, renewed_status, seller_alerts, seller_settings, sfp_refund, sfp_returns
from bot.commands.renewed_status import history, imports, record, show
from bot.commands.seller_alerts import habits, listing, samples, subscribe
from bot.language.grammar.slip import Slip
from bot.slack.blocks import storable
from bot.views.model import usage
from bot.workspace.request import Ask, Invocation
from bot.workspace.roles import Denied
from rules.core.policy import NoTerms
from rules.sfp.refund import RefundCase
from storage.workspaces import Workspace
from tests.builders import hostile_text as hostile

RIGHT = """
from collections.abc import Mapping
from bot.language.grammar.grammar import Grammar
from bot.workspace.request import Ask, Reply

NAME = "/sfp-claims"
SUMMARY = "what Amazon owes you"
USAGE = "[ORDER]"
EXAMPLES: tuple[str, ...] = ("", "123-1234567-1234567")
GRAMMARS: Mapping[str, Grammar] = {"": Grammar()}

class Request: ...

def read(ask: Ask) -> Request:
    return Request()

def run(request: Request) -> Reply:
    return Reply()
"""

WRONG = {
    "no_name": ('NAME = "/sfp-claims"', ""),
    "no_grammars": ('GRAMMARS: Mapping[str, Grammar] = {"": Grammar()}', ""),
    "one_example": ('EXAMPLES: tuple[str, ...] = ("", "123-1234567-1234567")', 'EXAMPLES = "one"'),
    "no_run": ("def run(", "def answer("),
    "run_of_something_else": ("run(request: Request)", "run(request: str)"),
    "run_of_more": ("run(request: Request)", "run(request: Request, ask: Ask)"),
    "run_without_reply": ("run(request: Request) -> Reply:\n    return Reply()", "run(request: Request) -> None: ..."),
    "read_of_text": ("read(ask: Ask)", "read(ask: str)"),
    "read_into_something_else": ("-> Request:\n    return Request()", '-> str:\n    return ""'),
}
"""What is wrong with a module, and where it differs from the right one."""

STUBS = {
    "bot/language/grammar/grammar.py": "class Grammar: ...",
    "bot/workspace/request.py": "class Ask: ...\nclass Reply: ...",
    "bot/views/model/usage.py": Path(usage.__file__).read_text("utf-8"),
    "bot/commands/command.py": Path(command.__file__).read_text("utf-8"),
}
"""The protocol as it is, with only the names of what it speaks of: all of the bot would take mypy a minute."""


@pytest.fixture
def registry(tmp_path, monkeypatch) -> list[str]:
    """Modules beside the registry that checks them, `registry.py`, of which these are the lines."""
    modules = {"right": RIGHT} | {name: RIGHT.replace(*change) for name, change in WRONG.items()}
    lines = ["import claims, " + ", ".join(f"claims.{name}" for name in modules)]
    lines += ["from bot.commands.command import checked", *(f"checked(claims.{name})" for name in modules)]
    files = STUBS | {f"claims/{name}.py": text for name, text in modules.items()} | {"claims/__init__.py": ""}
    for path, text in (files | {"registry.py": "\n".join(lines)}).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return lines


def test_mypy_refuses_a_module_that_is_no_command(registry):
    output, _, _ = api.run(["--config-file=", "--cache-dir=cache", "--namespace-packages", "registry.py"])
    numbers = {int(line.split(":")[1]) for line in output.splitlines() if line.startswith("registry.py:")}
    assert [registry[number - 1] for number in sorted(numbers)] == [f"checked(claims.{name})" for name in WRONG]


def asks(workspace: Workspace, now: Any, line: str, user: str = "U0ANN") -> Ask:
    name, _, text = line.partition(" ")
    return ask_of(Invocation(name, text, user, "C1", now), workspace)


def read(ask: Ask) -> Any:
    return COMMANDS[ask.invocation.command].read(ask)


READ = {
    "/renewed-status": show.ShowAccount,
    "/renewed-status B0ABCD1234": show.ShowAccount,
    "/renewed-status set odr=0.5%": record.RecordReadings,
    "/renewed-status trend": history.ShowHistory,
    "/renewed-status import": imports.ListImports,
    "/seller-alerts": listing.ListSubscriptions,
    "/seller-alerts on odr at=0.70%": subscribe.Subscribe,
    "/seller-alerts off": subscribe.Unsubscribe,
    "/seller-alerts mute 2d": habits.ChangeHabit,
    "/seller-alerts digest off": habits.ChangeHabit,
    "/seller-alerts test": samples.SendSamples,
    "/seller-settings": seller_settings.ShowSettings,
    "/seller-settings role <@U0BOB>=admin": seller_settings.ChangeSettings,
    "/sfp-returns overdue": sfp_returns.ShowDesk,
    "/sfp-returns 701-1234567-1234567": sfp_returns.ShowReturn,
}


@pytest.fixture
def workspace(assistant) -> Workspace:
    return assistant.workspace("T1")


@pytest.mark.parametrize(("line", "kind"), READ.items())
def test_each_thing_that_a_command_does_has_a_request_of_its_own(workspace, now, line, kind):
    assert isinstance(read(asks(workspace, now, line)), kind)


def test_a_request_holds_what_was_understood(workspace, now):
    request = read(asks(workspace, now, "/sfp-refund 129.99 late=18d used as-of=2026-11-20"))
    assert request.case == RefundCase(price=12_999, late=18, used=True)
    assert str(request.day) == "2026-11-20"


def test_a_role_that_is_missing_is_told_by_reading(workspace, now, assistant):
    assistant.answer("T1", "/seller-settings", "role <@U0BOSS>=admin role <@U0ANN>=reader", "U0BOSS", "C1")
    for line in ("/renewed-status set odr=0.5%", "/seller-alerts on", "/seller-settings province=QC"):
        with pytest.raises(Denied):
            read(asks(workspace, now, line))


def refuse(*_: object) -> None:
    raise AssertionError("reading writes")


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_reading_writes_nothing_and_what_was_read_runs_without_a_slip(workspace, now, random):
    name, drawn = hostile.draw_line(random)
    text = storable(drawn)  # as the assistant hands it on
    note(f"{name} {text}")
    with pytest.MonkeyPatch.context() as reading:
        reading.setattr(Workspace, "begin", refuse)
        try:
            request = read(asks(workspace, now, f"{name} {text}"))
        except (Slip, NoTerms):
            return
    try:
        COMMANDS[name].run(request)
    except NoTerms:
        return


def test_a_corrected_line_is_tried_by_reading_alone(ann, monkeypatch):
    monkeypatch.setattr(sfp_refund, "run", refuse)
    monkeypatch.setattr(renewed_status, "run", refuse)
    monkeypatch.setattr(seller_alerts, "run", refuse)
    for line, corrected in {
        "/sfp-refund 129.99 uesd": "/sfp-refund 129.99 used",
        "/renewed-status set odr=0.74": "/renewed-status set odr=0.74%",
        "/seller-alerts lits": "/seller-alerts list",
    }.items():
        assert ann.types(line).told["error"]["suggestion"] == corrected
