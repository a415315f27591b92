"""What holds for the whole project and is quickly broken."""

import ast
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import bot.commands
import rules
import storage
from bot.commands import COMMANDS
from bot.listeners.shortcuts import SHORTCUTS

HOME = Path(__file__).parents[1]
LOCKS = sorted((HOME / "requirements").glob("*.txt"))
TRACKED = [HOME / name for name in subprocess.check_output(["git", "ls-files"], cwd=HOME, text=True).splitlines()]
SOURCES = [path for package in (bot, rules, storage) for path in sorted(Path(package.__path__[0]).rglob("*.py"))]


def test_who_may_know_whom():
    # In a process of its own: it silences every logger that is there already, which other tests listen to.
    lint = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    linted = subprocess.run(lint, cwd=HOME, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.mark.parametrize("package", [bot, rules, storage], ids=lambda package: package.__name__)
def test_the_packages_of_general_names_are_ours(package: ModuleType):
    assert Path(package.__path__[0]) == HOME / package.__name__


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(HOME)))
def test_no_failure_is_swallowed(path: Path):
    handlers = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ExceptHandler)]
    caught = {
        name.id for handler in handlers for name in ast.walk(handler.type or handler) if isinstance(name, ast.Name)
    }
    assert caught.isdisjoint({"Exception", "BaseException"})
    assert all(handler.type for handler in handlers)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_command_says_what_it_is(command: ModuleType):
    assert "/" + command.__name__.rpartition(".")[2].replace("_", "-") == command.NAME
    assert command.SUMMARY
    assert command.USAGE
    assert command.EXAMPLES


def test_every_module_in_commands_is_a_command():
    modules = {module.name for module in pkgutil.iter_modules(bot.commands.__path__)} - {"command"}
    assert modules == {command.__name__.rpartition(".")[2] for command in COMMANDS.values()}


def test_every_module_in_shortcuts_is_one_or_their_payloads():
    modules = {path.stem for path in (HOME / "bot" / "listeners" / "shortcuts").glob("*.py")} - {"__init__", "payloads"}
    assert modules == SHORTCUTS.keys()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_pins_and_hashes_and_names_no_address(lock: Path):
    text = lock.read_text("utf-8")
    entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert entries
    assert [entry for entry in entries if "==" not in entry or not entry.endswith("\\")] == []
    assert text.count("--hash=sha256:") >= len(entries)
    assert "://" not in text
    assert "--index" not in text


def test_no_file_names_an_index():
    words = ["--index" + "-url", "--extra-index" + "-url", "find" + "-links = ", "PIP_INDEX" + "_URL"]
    naming = [
        f"{path.relative_to(HOME)}: {word}"
        for path in TRACKED
        if path.is_file()
        for word in words
        if word in path.read_text("utf-8", "replace").replace("--no-emit-index" + "-url", "")
    ]
    assert naming == []


def test_the_command_line_starts_without_what_it_does_not_need():
    heavy = "numpy rich prompt_toolkit slack_bolt holidays alembic cryptography httpx filelock"
    source = f"import bot.__main__, sys; print(*({heavy.split()!r} & sys.modules.keys()))".replace("[", "{").replace(
        "]", "}"
    )
    assert subprocess.check_output([sys.executable, "-c", source], cwd=HOME, text=True).split() == []


RETIRED = {
    *("aloud", "announce", "announcing", "bell", "desk", "door", "doors", "face", "faces", "feed", "feeds", "forget"),
    *("found", "hear", "hears", "held", "nearing", "overlay", "overlays", "rehearsal", "said", "saying", "sayings"),
    *("scene", "taker", "telling", "tell", "tells", "told", "trouble", "troubled"),
}
"""Names that say in a word of our own what the field has a word for, such as "report", "dispatch" or "silence"."""

ALLOWED = {
    *("AtDesk", "ShowDesk", "ShowDesks", "_desk", "_desks", "returns_desk", "desk", "own_desk"),  # the returns desk
    *("not_found", "not_found_view"),  # HTTP's and everybody's word
    *("set_trouble", "clear_trouble"),  # columns of the tables
    *("Told", "Found", "_said", "told_view"),
}


def test_nothing_bears_a_name_that_is_retired():
    names = [
        (path, node.name)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]
    names += [(path, path.stem) for path in SOURCES]
    retired = [
        f"{path.relative_to(HOME)}: {name}"
        for path, name in names
        if name not in ALLOWED and RETIRED & {word.lower() for word in re.findall("[A-Z]?[a-z0-9]+|[A-Z]+", name)}
    ]
    assert retired == []
