"""People, channels and instants as Slack shows them: a name to press, a time in the reader's own zone."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language.catalogue import escaped, say
from bot.language.locale import Locale

_USER = re.compile("[UW][A-Z0-9]{1,30}")
_GROUP = re.compile("S[A-Z0-9]{1,30}")
_CHANNEL = re.compile("C[A-Z0-9]{1,30}")


def user(user_id: str) -> str:
    """A person, told of it by Slack; what is no user id of Slack's is only a text."""
    return f"<@{user_id}>" if _USER.fullmatch(user_id) else escaped(user_id)


def group(group_id: str) -> str:
    """A user group, all of whom Slack tells; what is no id of one is only a text."""
    return f"<!subteam^{group_id}>" if _GROUP.fullmatch(group_id) else escaped(group_id)


def channel(channel_id: str) -> str:
    """A channel to go to; what is no id of a public one is only a text."""
    return f"<#{channel_id}>" if _CHANNEL.fullmatch(channel_id) else escaped(channel_id)


def moment(locale: Locale, when: datetime, zone: ZoneInfo) -> str:
    """An instant in the reader's zone, and in the workspace's where Slack does not show it."""
    fallback = say(locale, "warning.moment", at=when.astimezone(zone))
    return f"<!date^{int(when.timestamp())}^{{date_short}}, {{time}}|{fallback}>"
