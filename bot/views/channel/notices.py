"""What Headroom says about itself: figures that stopped coming, and channels that it cannot post in."""

from datetime import date

from bot.language.catalogue import say
from bot.language.locale import Locale
from bot.slack.blocks import Message
from bot.views.alerts.thread import one_line
from bot.views.mentions import channel as channel_link
from bot.views.rules.standing import source_word

TROUBLES = {
    "is_archived": "notice.is_archived",
    "channel_not_found": "notice.channel_not_found",
    "not_in_channel": "notice.not_in_channel",
    "kicked_from_channel": "notice.not_in_channel",
}
"""What keeps Headroom from posting, by Slack's own word for it."""


def stale_view(locale: Locale, account: str, source: str, last: date, expected_days: int) -> Message:
    """That a source has gone quiet: nothing is raised or taken back on figures that are not there."""
    values = {"account": account, "source": source_word(locale, source), "last": last}
    return one_line(say(locale, "notice.stale", n=expected_days, **values))


def invite_view(locale: Locale, channel: str) -> Message:
    """That Headroom is not a member of a channel, and what to type there."""
    return one_line(say(locale, "notice.invite", channel=channel_link(channel)))


def moved_view(locale: Locale, channel: str, to: str, error: str) -> Message:
    """That the warnings of a channel come to another one, why, and what to type to change that."""
    values = {"channel": channel_link(channel), "to": channel_link(to)}
    if key := TROUBLES.get(error):
        return one_line(say(locale, key, **values))
    return one_line(say(locale, "notice.moved", error=error, **values))
