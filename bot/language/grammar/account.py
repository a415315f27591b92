"""An account name as it is typed in a line."""


def account_typed(name: str) -> str:
    """The account as it is typed in a line."""
    return f'account="{name}"' if " " in name else f"account={name}"
