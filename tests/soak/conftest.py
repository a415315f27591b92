"""The soak is a longer storm: it has the fixtures of the short one."""

from tests.delivery.conftest import postgres, postgresql_url, rage, sqlite_url

__all__ = ["postgres", "postgresql_url", "rage", "sqlite_url"]
