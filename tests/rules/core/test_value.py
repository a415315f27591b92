from mypy import api

from rules.core.value import value
from rules.renewed.standing_decision import Room

CHANGING = """
from rules.core.value import value

@value
class Named:
    name: str

Named("ODR").name = "RQS"
"""


def test_values_that_hold_the_same_are_the_same():
    assert Room(3, 1) == Room(3, 1) != Room(2, 1)
    assert len({Room(3, 1), Room(3, 1)}) == 1


def test_a_value_takes_no_other_name():
    @value
    class Named:
        name: str

    assert not hasattr(Named("ODR"), "__dict__")


def test_a_program_that_changes_a_value_does_not_pass_mypy(tmp_path):
    said, _, failed = api.run(["--config-file=", f"--cache-dir={tmp_path}", "-c", CHANGING])
    assert failed
    assert 'Property "name" defined in "Named" is read-only' in said
