"""Feedback that buyers gave the seller (GET_SELLER_FEEDBACK_DATA). The buyer's address is not kept."""

from typing import Any

from bot.reports.parsing.cells import Bad, order_id, text, whole
from bot.reports.parsing.layout import Column, Day, Layout
from bot.reports.parsing.rows import FeedbackRow


def rating(cell: str) -> int:
    """Stars from 1 to 5."""
    stars = whole(cell)
    if not 1 <= stars <= 5:
        raise Bad("feeds.problem.not_stars")
    return stars


COLUMNS = (
    Column("given_on", ("date", "Feedback date"), Day(), needed=True),
    Column("stars", ("rating", "stars"), rating, needed=True),
    Column("comment", ("comments", "comment"), text),
    Column("response", ("Your response", "response"), text),
    Column("order_id", ("Order ID", "amazon-order-id"), order_id, needed=True),
)


def finish(values: dict[str, Any]) -> FeedbackRow:
    """The row."""
    return FeedbackRow(**values)


LAYOUT = Layout("feedback", COLUMNS, finish, again="drop")
