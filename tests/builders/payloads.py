"""Requests in the shapes that Slack documents, and what each tells of who acts and for whom.

One workspace T0SHOP, on Enterprise Grid of the organisation E0GROUP, and a stranger's T0OTHER of E0OTHER. Of every kind
one example is whole, and the others say in what they differ from it.
"""

from typing import Any, NamedTuple

Body = dict[str, Any]

OURS, THEIRS, GROUP = "T0SHOP", "T0OTHER", "E0GROUP"


class Told(NamedTuple):
    """What a payload is to say."""

    team_id: str = OURS
    user_team_id: str | None = OURS
    enterprise_id: str | None = None
    is_enterprise_install: bool = False
    user_id: str = "U0ANN"


Examples = dict[str, tuple[Body, Told]]

_APP = {"api_app_id": "A0HEADROOM", "token": "oldVerificationToken0000"}
_TRIGGER = "1000000000001.1000000000000.0123456789abcdef0123456789abcdef"
_SHOP = {"id": OURS, "domain": "shop"}
_ANN = {"id": "U0ANN", "username": "ann", "name": "ann", "team_id": OURS}
_STRANGER = {"id": "U0EXT", "username": "ext", "name": "ext", "team_id": THEIRS}
_ON_GRID = {
    "enterprise": {"id": GROUP, "name": "Group"},
    "team": {**_SHOP, "enterprise_id": GROUP, "enterprise_name": "Group"},
    "user": {**_ANN, "id": "W0ANN"},
}
_OF_ORGANISATION = {**_ON_GRID, "team": None, "is_enterprise_install": True}


def _response_url(kind: str) -> str:
    return f"https://hooks.slack.com/{kind}/{OURS}/1000000000/aaaaaaaaaaaaaaaaaaaaaaaa"


def _command(**about: Any) -> Body:
    return {
        **_APP,
        "team_id": OURS,
        "team_domain": "shop",
        "channel_id": "C0RETURNS",
        "channel_name": "returns",
        "user_id": "U0ANN",
        "user_name": "ann",
        "command": "/sfp-refund",
        "text": "129.99 late=18d used",
        "is_enterprise_install": "false",
        "response_url": _response_url("commands"),
        "trigger_id": _TRIGGER,
        **about,
    }


_GRID_FORM = {"enterprise_id": GROUP, "enterprise_name": "Group", "user_id": "W0ANN"}

COMMANDS: Examples = {
    "in a channel": (_command(), Told()),
    "in a direct message": (_command(channel_id="D0ANN", channel_name="directmessage", text=""), Told()),
    "in a group message": (_command(channel_id="G0GROUP", channel_name="privategroup"), Told()),
    "on Grid": (_command(**_GRID_FORM), Told(enterprise_id=GROUP, user_id="W0ANN")),
    "of an organisation's app": (
        _command(**_GRID_FORM, is_enterprise_install="true"),
        Told(enterprise_id=GROUP, is_enterprise_install=True, user_id="W0ANN"),
    ),
}


def _interaction(kind: str, **about: Any) -> Body:
    whose = {"team": _SHOP, "user": _ANN, "enterprise": None, "is_enterprise_install": False}
    return {"type": kind, **_APP, "trigger_id": _TRIGGER, **whose, **about}


def _press(container: Body | None = None, **about: Any) -> Body:
    button = {
        "action_id": "return_refunded_0",
        "block_id": "b",
        "text": {"type": "plain_text", "text": "Refunded", "emoji": True},
        "value": '{"account":"main"}',
        "type": "button",
        "action_ts": "1795446001.000000",
    }
    message = {"type": "message", "user": "U0HEADROOM", "bot_id": "B0HEADROOM", "ts": "1795446000.000100", "text": "x"}
    where = {"type": "message", "message_ts": "1795446000.000100", "channel_id": "C0RETURNS", "is_ephemeral": False}
    rest = {
        "container": {**where, **(container or {})},
        "channel": {"id": "C0RETURNS", "name": "returns"},
        "message": message,
        "state": {"values": {}},
        "response_url": _response_url("actions"),
        "actions": [button],
    }
    return _interaction("block_actions", **{**rest, **about})


GRID, ORGANISATION = Told(enterprise_id=GROUP, user_id="W0ANN"), Told(OURS, OURS, GROUP, True, "W0ANN")
STRANGER = Told(user_team_id=THEIRS, user_id="U0EXT")

PRESSES: Examples = {
    "in a channel": (_press(), Told()),
    "in a thread": (_press({"thread_ts": "1795445000.000100"}), Told()),
    "on a message that one person sees": (_press({"is_ephemeral": True}, message=None), Told()),
    "in a direct message": (_press(channel={"id": "D0ANN", "name": "directmessage"}), Told()),
    "in a group message": (_press(channel={"id": "G0GROUP", "name": "mpdm-ann--bob--headroom-1"}), Told()),
    "on Grid": (_press(**_ON_GRID), GRID),
    "of an organisation's app": (_press(**_OF_ORGANISATION), ORGANISATION),
    "of another company": (_press(user=_STRANGER), STRANGER),
    "of another organisation": (
        _press(user={**_STRANGER, "team_id": "E0OTHER"}),
        STRANGER._replace(user_team_id="E0OTHER"),
    ),
}

_FILLED_IN = {
    "until": {"choice": {"type": "static_select", "selected_option": {"text": {"type": "plain_text"}, "value": "1d"}}},
    "why": {"words": {"type": "plain_text_input", "value": "the new batch comes Friday"}},
    "who": {"person": {"type": "users_select", "selected_user": "U0BOB"}},
    "left out": {"words": {"type": "plain_text_input", "value": None}},
    "not chosen": {"choice": {"type": "static_select", "selected_option": None}},
}


def _submission(view: Body | None = None, **about: Any) -> Body:
    whole = {
        "id": "V0FORM",
        "team_id": OURS,
        "type": "modal",
        "blocks": [],
        "private_metadata": '{"account":"main"}',
        "callback_id": "alert_snooze",
        "state": {"values": _FILLED_IN},
        "hash": "1795446001.aaaaaaaa",
        "close": None,
        "root_view_id": "V0FORM",
        "app_id": "A0HEADROOM",
        "app_installed_team_id": OURS,
        "bot_id": "B0HEADROOM",
    }
    return _interaction("view_submission", **{"view": {**whole, **(view or {})}, "response_urls": [], **about})


SUBMISSIONS: Examples = {
    "of a person here": (_submission(), Told()),
    "on Grid": (_submission(**_ON_GRID), GRID),
    "of an organisation's app": (_submission({"app_installed_team_id": None}, **_OF_ORGANISATION), ORGANISATION),
    "of another company": (
        _submission({"team_id": THEIRS}, team={"id": THEIRS, "domain": "other"}, user=_STRANGER),
        STRANGER,
    ),
    "of another organisation": (
        _submission(
            {"team_id": THEIRS},
            team={"id": THEIRS, "domain": "other", "enterprise_id": "E0OTHER"},
            user={**_STRANGER, "team_id": "E0OTHER"},
            enterprise={"id": "E0OTHER", "name": "Other"},
        ),
        STRANGER._replace(user_team_id="E0OTHER"),
    ),
}


def _shortcut(message: Body | None = None, **about: Any) -> Body:
    whole = {"type": "message", "user": "U0BOB", "ts": "1795446000.000200", "text": "paid $129.99", "team": OURS}
    rest = {
        "callback_id": "work_out_refund",
        "response_url": _response_url("app"),
        "action_ts": "1795446001.000000",
        "message_ts": "1795446000.000200",
        "channel": {"id": "C0RETURNS", "name": "returns"},
        "message": {**whole, **(message or {})},
    }
    return _interaction("message_action", **{**rest, **about})


SHORTCUTS: Examples = {
    "in a channel": (_shortcut(), Told()),
    "in a thread": (_shortcut({"thread_ts": "1795445000.000100", "parent_user_id": "U0ANN"}), Told()),
    "on the first of a thread": (_shortcut({"thread_ts": "1795446000.000200", "reply_count": 2}), Told()),
    "on Grid": (_shortcut(**_ON_GRID), GRID),
    "of an organisation's app": (_shortcut(**_OF_ORGANISATION), ORGANISATION),
    "of another company": (_shortcut(user=_STRANGER), STRANGER),
}


def event(about: Body, authorization: Body | None = None, **envelope: Any) -> Body:
    """An event that Slack tells of, as it differs from a message of a person in a workspace alone."""
    message = {"type": "message", "channel": "C0RETURNS", "channel_type": "channel", "text": "refund 129.99 used"}
    written = {"user": "U0ANN", "team": OURS, "ts": "1795446000.000300", "event_ts": "1795446000.000300", "blocks": []}
    whose = {"enterprise_id": None, "team_id": OURS, "user_id": "U0HEADROOM", "is_bot": True}
    return {
        **_APP,
        "team_id": OURS,
        "context_team_id": OURS,
        "context_enterprise_id": None,
        "event": {**message, **written, **about},
        "type": "event_callback",
        "event_id": "Ev0ONE",
        "event_time": 1_795_446_000,
        "authorizations": [{**whose, "is_enterprise_install": False, **(authorization or {})}],
        "is_ext_shared_channel": False,
        "event_context": "4-aaaaaaaa",
        **envelope,
    }


_DIRECT = {"channel": "D0ANN", "channel_type": "im"}
_MENTION = {"type": "app_mention", "text": "<@U0HEADROOM> refund 129.99 used"}
_OF_STRANGER = {"user": "U0EXT", "team": THEIRS, "user_team": THEIRS, "source_team": THEIRS}
_SHARED = {"team_id": THEIRS, "is_ext_shared_channel": True}
_FILE = {
    "id": "F0REPORT",
    "name": "returns.txt",
    "mimetype": "text/plain",
    "filetype": "text",
    "user": "U0ANN",
    "size": 1400,
    "mode": "hosted",
    "url_private": f"https://files.slack.com/files-pri/{OURS}-F0REPORT/returns.txt",
    "url_private_download": f"https://files.slack.com/files-pri/{OURS}-F0REPORT/download/returns.txt",
    "file_access": "visible",
}
_WITH_FILE = {"subtype": "file_share", "text": "", "files": [_FILE]}
_UNSEEN_FILE = {"id": "F0REPORT", "mode": "file_access", "file_access": "check_file_info"}
_ON_GRID_EVENT = {"enterprise_id": GROUP, "context_enterprise_id": GROUP}

EVENTS: Examples = {
    "a direct message": (event(_DIRECT), Told()),
    "a direct message in a thread": (event({**_DIRECT, "thread_ts": "1795445000.000100"}), Told()),
    "a group message": (event({"channel": "G0GROUP", "channel_type": "mpim", **_WITH_FILE}), Told()),
    "a reply that the channel sees too": (
        event({**_MENTION, "subtype": "thread_broadcast", "thread_ts": "1795445000.000100"}),
        Told(),
    ),
    "a file": (event(_WITH_FILE), Told()),
    "a file of another company": (
        event({**_WITH_FILE, **_OF_STRANGER, "files": [_UNSEEN_FILE]}, **_SHARED),
        STRANGER,
    ),
    "a mention": (event(_MENTION), Told()),
    "a mention in a thread": (event({**_MENTION, "thread_ts": "1795445000.000100"}), Told()),
    "a mention on Grid": (
        event({**_MENTION, "user": "W0ANN", "user_team": OURS}, {"enterprise_id": GROUP}, **_ON_GRID_EVENT),
        GRID,
    ),
    "a mention of an organisation's app": (
        event(
            {**_MENTION, "user": "W0ANN"},
            {"enterprise_id": GROUP, "team_id": None, "is_enterprise_install": True},
            **_ON_GRID_EVENT,
        ),
        ORGANISATION,
    ),
    "a colleague's mention in a shared channel": (
        event({**_MENTION, "user_team": OURS, "source_team": OURS}, **_SHARED),
        Told(),
    ),
    "a mention of another company": (event({**_MENTION, **_OF_STRANGER}, **_SHARED), STRANGER),
    "a mention of another organisation": (
        event({**_MENTION, **_OF_STRANGER, "user_team": "E0OTHER"}, **_SHARED, enterprise_id="E0OTHER"),
        STRANGER._replace(user_team_id="E0OTHER"),
    ),
}
