"""The fixtures of all tests, and on which databases those of `storage` run."""

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.amazon",
    "tests.fixtures.databases",
    "tests.fixtures.slack",
    "tests.fixtures.storm",
    "tests.fixtures.terminal",
]

# On a busy machine an example may take any time. What a function-scoped fixture gives may serve several examples.
settings.register_profile(
    "headroom", deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
settings.load_profile("headroom")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what asks for a database on SQLite and on PostgreSQL, in the tests of `storage`; the others run on SQLite.

    What concerns one database alone asks for a fixture that is named after it.
    """
    chosen = any(mark.args[0] == "database" for mark in metafunc.definition.iter_markers("parametrize"))
    if metafunc.module.__name__.startswith("tests.storage.") and "database" in metafunc.fixturenames and not chosen:
        metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)
