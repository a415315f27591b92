"""The lines that help tells people to copy."""

import pytest

from bot.commands import COMMANDS

EXAMPLES = [f"{name} {example}".strip() for name, command in COMMANDS.items() for example in command.EXAMPLES]


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_answered(ann, line):
    ann.types("/renewed-status set odr=0.74% orders=4210 defects=31")
    assert ann.types(line).told["ok"]
