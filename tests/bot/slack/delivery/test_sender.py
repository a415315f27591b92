import logging
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import Engine

from bot.alerts.notify.backlog import folding
from bot.language.locale import ENGLISH
from bot.slack.blocks import SECTION_LIMIT, TEXT_LIMIT, section
from bot.slack.delivery import sender as delivery
from bot.slack.delivery.sender import LATER, MOST_LOOKS, MOST_REFUSALS, REST, Sender
from bot.views.channel.backlog import folded_view
from storage.alerting import outbox, outbox_claims
from storage.alerting.outbox import MessageLocation, OutboxMessage
from storage.alerting.outbox_channels import MAX_COMBINED_POSTS
from storage.database.engine import open_engine
from storage.workspaces import Workspace, open_workspace
from tests.fakes.faulty_slack import CUT_AFTER, CUT_BEFORE, FAILED_AFTER, FAILED_BEFORE, LIMITED, StandIn, listening

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)
CHART = {"type": "data_visualization", "title": "Trend"}


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def on(self, by: timedelta) -> None:
        self.now += by


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


@pytest.fixture
def slack(clock: Clock) -> Iterator[StandIn]:
    stand_in = StandIn()
    stand_in.clock = lambda: clock().timestamp()
    with listening(stand_in):
        yield stand_in


@pytest.fixture
def ws(engine: Engine, now: datetime) -> Workspace:
    return open_workspace(engine, "T1", now)


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """Where to say what a channel does not take."""
    return {}


Make = Callable[..., Sender]


@pytest.fixture
def another(engine: Engine, slack: StandIn, clock: Clock, elsewhere: dict[str, str]) -> Make:
    """Makes a sender; `client` is what it calls Slack with."""

    def make(claimant: str = "two", client: type[WebClient] = WebClient) -> Sender:
        return Sender(
            lambda workspace_id: Workspace(engine, workspace_id),
            engine,
            lambda _: client(token="xoxb-1", base_url=slack.address),
            clock,
            claimant,
            lambda _ws, channel, _error, _now: elsewhere.get(channel),
            folding,
            LEASE,
        )

    return make


@pytest.fixture
def sender(another: Make) -> Sender:
    return another("one")


@pytest.fixture
def put(ws: Workspace, clock: Clock) -> Callable[..., None]:
    def put(*sayings: OutboxMessage, into: Workspace = ws) -> None:
        with into.begin() as transaction:
            outbox.enqueue(transaction, sayings, clock())

    return put


Put = Callable[..., None]


def post(key: str, channel: str = "C1", **more: Any) -> OutboxMessage:
    return OutboxMessage(key=key, channel=channel, act="post", text=f"{key} as raised", **more)


def about(act: str, key: str, text: str, channel: str = "C1", **more: Any) -> OutboxMessage:
    return OutboxMessage(key=f"{act} {text}", channel=channel, act=act, text=text, about=key, **more)


def until_silent(sender: Sender, clock: Clock) -> None:
    """Deliver as `run` does, the time passing."""
    clock.on(SECOND)
    while sender.deliver():
        clock.on(SECOND)


def test_a_post_is_said_once_and_bears_its_key(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(post("a", blocks=(section("*a*"),)))
    assert [sender.deliver(), sender.deliver()] == [1, 0]
    [message] = slack.channels["C1"]
    assert message["text"] == "a as raised"
    assert message["blocks"] == [section("*a*")]
    assert message["metadata"] == {"event_type": "headroom_saying", "event_payload": {"key": "a"}}
    assert outbox.get_location(ws, "a") == MessageLocation("C1", message["ts"])


@pytest.mark.parametrize("fault", [FAILED_BEFORE, FAILED_AFTER, CUT_BEFORE, CUT_AFTER])
def test_a_post_that_may_have_arrived_is_looked_up_before_it_is_said_again(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock, fault: str
) -> None:
    put(post("a"))
    slack.faults = {fault: 1.0}
    sender.deliver()
    assert slack.injected == {fault: 1}, "the SDK tried again by itself"
    slack.faults = {}
    assert sender.deliver() == 0
    clock.on(LEASE)
    until_silent(sender, clock)
    assert slack.texts("C1") == ["a as raised"]
    assert outbox.count_by_state(ws) == {"sent": 1}


def test_one_look_serves_all_of_a_channel_however_long_its_history(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(*map(post, "abc"))
    slack.faults = {FAILED_AFTER: 1.0}
    until_silent(sender, clock)
    slack.faults = {}
    slack.channels["C1"] += [{"ts": f"{clock().timestamp():.6f}", "text": "hello"} for _ in range(60)]
    clock.on(LEASE)
    assert sender.deliver() == 3
    assert outbox.count_by_state(ws) == {"sent": 3}
    pages = [call.get("cursor") for call in slack.calls("conversations.history")]
    assert pages == [None, "50"]


def test_a_reply_that_may_have_arrived_is_looked_for_in_its_thread(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(post("a"), about("reply", "a", "worse", broadcast=True))
    sender.deliver()
    clock.on(SECOND)
    slack.faults = {CUT_AFTER: 1.0}
    sender.deliver()
    slack.faults = {}
    clock.on(LEASE)
    sender.deliver()
    [first, reply] = slack.channels["C1"]
    assert (reply["thread_ts"], reply["reply_broadcast"]) == (first["ts"], True)
    assert [call["ts"] for call in slack.calls("conversations.replies")] == [first["ts"]]
    assert outbox.count_by_state(ws) == {"sent": 2}


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel"])
def test_what_cannot_be_looked_up_is_uncertain_and_says_so(
    sender: Sender,
    put: Put,
    slack: StandIn,
    ws: Workspace,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    error: str,
) -> None:
    put(post("a"))
    slack.faults = {FAILED_AFTER: 1.0}
    sender.deliver()
    slack.faults, slack.refusals = {}, {"conversations.history": error}
    clock.on(LEASE)
    until_silent(sender, clock)
    assert outbox.count_by_state(ws) == {"uncertain": 1}
    assert error in [getattr(record, "error", None) for record in caplog.records]
    slack.refusals = {}
    clock.on(LATER)
    until_silent(sender, clock)
    assert (outbox.count_by_state(ws), slack.texts("C1")) == ({"sent": 1}, ["a as raised"])


def test_a_history_that_is_asked_for_too_often_is_asked_later_and_given_up_at_last(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(post("a"))
    slack.faults = {FAILED_AFTER: 1.0}
    sender.deliver()
    slack.faults, slack.refusals = {}, {"conversations.history": "ratelimited"}
    states = []
    for _ in range(MOST_LOOKS):
        clock.on(15 * LEASE)
        sender.deliver()
        states.append(*outbox.count_by_state(ws))
    assert states == ["waiting"] * (MOST_LOOKS - 2) + ["uncertain"] * 2
    assert slack.texts("C1") == ["a as raised"]


def test_a_pause_that_nobody_understands_is_a_second(sender: Sender, put: Put, slack: StandIn, clock: Clock) -> None:
    put(post("a"))
    slack.faults, slack.pause = {LIMITED: 1.0}, "a while"
    sender.deliver()
    slack.faults = {}
    assert sender.deliver() == 0
    clock.on(SECOND)
    assert sender.deliver() == 1


def test_a_channel_that_hears_too_much_waits_as_long_as_slack_asks(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(post("a"), post("b"), post("c", "C2"))
    slack.faults, slack.pause = {LIMITED: 1.0}, "30"
    sender._pauses.take("T1", "C2", clock())
    sender.deliver()
    slack.faults = {}
    clock.on(SECOND)
    until_silent(sender, clock)
    assert (slack.texts("C1"), slack.texts("C2")) == ([], ["c as raised"])
    clock.on(timedelta(seconds=30))
    until_silent(sender, clock)
    assert slack.texts("C1") == ["a as raised", "b as raised"]
    assert slack.calls("conversations.history") == [], "what was surely not said needs no look"


def test_a_workspace_of_which_a_second_channel_hears_too_much_rests(
    sender: Sender, put: Put, slack: StandIn, clock: Clock
) -> None:
    put(*(post(channel, channel) for channel in ("C1", "C2", "C3")))
    slack.faults, slack.pause = {LIMITED: 1.0}, "30"
    sender.deliver()
    assert slack.injected[LIMITED] == 2
    slack.faults = {}
    assert sender.deliver() == 0
    clock.on(timedelta(seconds=30))
    assert sender.deliver() == 3


def test_a_channel_hears_one_post_a_second(sender: Sender, put: Put, slack: StandIn, clock: Clock) -> None:
    put(post("a"), post("b"))
    assert [sender.deliver(), sender.deliver()] == [1, 0]
    clock.on(SECOND)
    assert sender.deliver() == 1
    assert slack.texts("C1") == ["a as raised", "b as raised"]


def test_a_backlog_is_said_in_one_message_and_an_edit_of_it_anew(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(*map(post, "abcdefghijk"))
    until_silent(sender, clock)
    [text] = slack.texts("C1")
    assert text.startswith("11 messages had to wait")
    assert text.endswith("• j as raised\n• k as raised")
    put(about("edit", "c", "c is better"))
    until_silent(sender, clock)
    assert slack.texts("C1") == [text, "c is better"]
    assert outbox.get_location(ws, "c") == MessageLocation("C1", slack.channels["C1"][1]["ts"])
    put(about("edit", "c", "c is well"))
    until_silent(sender, clock)
    assert slack.texts("C1") == [text, "c is well"]


def test_the_longest_backlog_fits_into_a_message() -> None:
    message = folded_view(ENGLISH, ["&lt;" * 200 + "\nmore"] * MAX_COMBINED_POSTS)
    assert len(message.text) <= TEXT_LIMIT
    assert len(message.blocks) <= 50
    assert max(len(block["text"]["text"]) for block in message.blocks) <= SECTION_LIMIT
    assert message.text.count("…") == MAX_COMBINED_POSTS


def test_ten_that_wait_are_said_one_by_one(sender: Sender, put: Put, slack: StandIn, clock: Clock) -> None:
    put(*map(post, "abcdefghij"))
    until_silent(sender, clock)
    assert len(slack.texts("C1")) == 10


def test_an_edit_changes_the_message(sender: Sender, put: Put, slack: StandIn, clock: Clock) -> None:
    put(post("a", blocks=(section("*a*"),)))
    sender.deliver()
    put(about("edit", "a", "better"))
    until_silent(sender, clock)
    [message] = slack.channels["C1"]
    assert (message["text"], message.get("blocks")) == ("better", None)
    assert message["metadata"]["event_payload"] == {"key": "a"}


def test_an_edit_of_a_deleted_message_is_said_anew(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(post("a"))
    sender.deliver()
    slack.channels["C1"].clear()
    put(about("edit", "a", "better"))
    until_silent(sender, clock)
    assert slack.texts("C1") == ["better"]
    put(about("edit", "a", "well"))
    until_silent(sender, clock)
    [message] = slack.channels["C1"]
    assert (message["text"], outbox.get_location(ws, "a")) == ("well", MessageLocation("C1", message["ts"]))


def test_an_edit_that_was_posted_by_somebody_who_died_is_found(
    sender: Sender, another: Make, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    put(post("a"))
    sender.deliver()
    slack.channels["C1"].clear()
    clock.on(SECOND)
    put(about("edit", "a", "better"))

    class Dying(WebClient):
        def api_call(self, api_method: str, **arguments: Any) -> Any:
            answer = super().api_call(api_method, **arguments)
            if api_method == "chat.postMessage":
                raise KeyboardInterrupt
            return answer

    with pytest.raises(KeyboardInterrupt):
        another("dying", Dying).deliver()
    clock.on(LEASE)
    until_silent(sender, clock)
    [message] = slack.channels["C1"]
    assert (message["text"], outbox.get_location(ws, "a")) == ("better", MessageLocation("C1", message["ts"]))


@pytest.mark.parametrize(
    ("unknown", "left"), [({"data_visualization"}, [section("*a*")]), ({"data_visualization", "section"}, None)]
)
def test_blocks_that_slack_refuses_are_left_out(
    sender: Sender, put: Put, slack: StandIn, clock: Clock, unknown: set[str], left: list[Any] | None
) -> None:
    slack.unknown_blocks = unknown
    put(post("a", blocks=(section("*a*"), CHART)))
    sender.deliver()
    put(about("edit", "a", "better", blocks=(section("*a*"), CHART)))
    until_silent(sender, clock)
    [message] = slack.channels["C1"]
    assert (message["text"], message.get("blocks")) == ("better", left)
    assert slack.channels["C1"][0].get("blocks") == left


@pytest.mark.parametrize("error", ["channel_not_found", "is_archived", "not_in_channel", "restricted_action"])
def test_a_channel_that_takes_nothing_is_replaced(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock, elsewhere: dict[str, str], error: str
) -> None:
    put(post("said"))
    sender.deliver()
    put(post("a"), about("edit", "said", "better"))
    slack.refusals = {"chat.postMessage C1": error, "chat.update C1": error}
    elsewhere["C1"] = "C9"
    for _ in range(9):
        clock.on(SECOND)
        sender.deliver()
    assert sorted(slack.texts("C9")) == ["a as raised", "better"]
    assert outbox.get_location(ws, "said").channel == "C9"


def test_a_channel_in_trouble_without_another_one_is_tried_in_an_hour(
    sender: Sender, put: Put, slack: StandIn, clock: Clock
) -> None:
    put(post("a"), post("b"))
    slack.refusals = {"chat.postMessage C1": "is_archived"}
    until_silent(sender, clock)
    assert len(slack.calls("chat.postMessage")) == 1
    slack.refusals = {}
    clock.on(LATER)
    until_silent(sender, clock)
    assert slack.texts("C1") == ["a as raised", "b as raised"]


@pytest.mark.parametrize("error", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope"])
def test_a_workspace_that_refuses_our_token_rests_and_nothing_is_lost(
    sender: Sender, put: Put, slack: StandIn, clock: Clock, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    put(post("a"), post("b", "C2"))
    slack.refusals = {"chat.postMessage": error}
    sender.deliver()
    assert [sender.deliver(), sender.deliver()] == [0, 0]
    assert len([record for record in caplog.records if record.levelno == logging.ERROR]) == 1
    slack.refusals = {}
    clock.on(REST)
    assert sender.deliver() == 2
    assert slack.calls("conversations.history") == []


def test_another_workspace_is_served_meanwhile(
    sender: Sender, put: Put, slack: StandIn, engine: Engine, clock: Clock
) -> None:
    sender._pauses.rest("T1", clock() + REST)
    put(post("a"))
    put(post("a", "C2"), into=open_workspace(engine, "T2", clock()))
    sender.deliver()
    assert (slack.texts("C1"), slack.texts("C2")) == ([], ["a as raised"])


def test_a_reply_to_a_thread_that_is_gone_is_said_in_the_channel(
    sender: Sender, put: Put, slack: StandIn, clock: Clock
) -> None:
    put(post("a"))
    sender.deliver()
    clock.on(SECOND)
    slack.channels["C1"].clear()
    slack.gone_threads = True
    put(about("reply", "a", "worse", broadcast=True))
    until_silent(sender, clock)
    [message] = slack.channels["C1"]
    assert (message["text"], message.get("thread_ts"), message.get("reply_broadcast")) == ("worse", None, None)


def test_a_message_is_taken_back_and_no_other(sender: Sender, put: Put, slack: StandIn, clock: Clock) -> None:
    put(post("a"), post("b"), about("remove", "a", "gone"))
    until_silent(sender, clock)
    put(about("remove", "a", "gone again"))
    until_silent(sender, clock)
    assert slack.texts("C1") == ["b as raised"]


def test_a_person_hears_in_their_direct_messages_where_it_can_be_changed(
    sender: Sender, put: Put, slack: StandIn, clock: Clock
) -> None:
    put(post("a", "U0ANN"))
    until_silent(sender, clock)
    put(about("edit", "a", "better", channel="U0ANN"))
    until_silent(sender, clock)
    assert slack.texts("D0ANN") == ["better"]


def test_a_person_hears_even_where_we_may_open_no_conversation(
    sender: Sender, put: Put, slack: StandIn, clock: Clock
) -> None:
    slack.refusals = {"conversations.open": "missing_scope"}
    put(post("a", "U0ANN"), post("b"))
    until_silent(sender, clock)
    assert (slack.texts("U0ANN"), slack.texts("C1")) == (["a as raised"], ["b as raised"])


def test_a_sender_that_was_frozen_says_nothing_on_an_old_claim(
    another: Make, put: Put, slack: StandIn, clock: Clock
) -> None:
    class Frozen(WebClient):
        def __init__(self, **options: Any) -> None:
            super().__init__(**options)
            clock.on(0.4 * LEASE)

    put(post("a"))
    another("frozen", Frozen).deliver()
    assert slack.asked == []
    assert another().deliver() == 1
    assert slack.texts("C1") == ["a as raised"]


@pytest.mark.parametrize("sweeps", ["the frozen one", "one that begins later"])
def test_the_second_copy_of_a_sender_that_was_frozen_at_its_post_is_deleted(
    another: Make, put: Put, slack: StandIn, ws: Workspace, clock: Clock, sweeps: str
) -> None:
    class Frozen(WebClient):
        def api_call(self, api_method: str, **arguments: Any) -> Any:
            if api_method == "chat.postMessage":
                clock.on(LEASE)
                another("other").deliver()
            return super().api_call(api_method, **arguments)

    put(post("a"))
    frozen = another("frozen", Frozen)
    frozen.deliver()
    assert slack.texts("C1") == ["a as raised"] * 2
    sweeper = frozen if sweeps == "the frozen one" else another("third")
    sweeper.deliver()
    clock.on(LEASE)
    sweeper.deliver()
    [message] = slack.channels["C1"]
    assert outbox.get_location(ws, "a") == MessageLocation("C1", message["ts"])


def test_what_slack_refuses_for_a_reason_of_its_own_dies_at_last(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    put(post("a"))
    slack.refusals = {"chat.postMessage": "msg_too_long"}
    for _ in range(2 * MOST_REFUSALS):
        sender.deliver()
        clock.on(15 * LEASE)
    assert len(slack.calls("chat.postMessage")) == MOST_REFUSALS
    assert outbox.count_by_state(ws) == {"dead": 1}
    assert [record.error for record in caplog.records if record.levelno == logging.ERROR] == ["msg_too_long"]


def test_a_stop_lets_one_saying_end_and_gives_the_others_back(
    another: Make, put: Put, slack: StandIn, ws: Workspace, clock: Clock
) -> None:
    stopping = threading.Event()

    class Last(WebClient):
        def api_call(self, api_method: str, **arguments: Any) -> Any:
            stopping.set()
            return super().api_call(api_method, **arguments)

    put(*(post(channel, channel) for channel in ("C1", "C2", "C3")))
    another("one", Last).run(stopping)
    assert outbox.count_by_state(ws) == {"sent": 1, "waiting": 2}
    assert [each.attempts for each in outbox_claims.claim(ws, "two", clock(), LEASE)] == [1, 1]


def test_a_sender_is_woken(
    sender: Sender, put: Put, slack: StandIn, ws: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK", 60.0)  # by itself it would not look before the test gives up
    stopping = threading.Event()
    running = threading.Thread(target=sender.run, args=(stopping,))
    running.start()
    put(post("a"))
    sender.wake()
    until = time.monotonic() + 10
    while outbox.count_by_state(ws) != {"sent": 1} and time.monotonic() < until:
        stopping.wait(0.01)
    stopping.set()
    sender.wake()
    running.join()
    assert outbox.count_by_state(ws) == {"sent": 1}


def test_a_sender_outlives_its_database(clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    engine = open_engine("sqlite://")
    stopping = threading.Event()

    def stop() -> datetime:
        stopping.set()
        sender.wake()
        return clock()

    sender = Sender(
        lambda _: Workspace(engine, "T1"),
        engine,
        lambda _: WebClient(),
        stop,
        "one",
        lambda *_: None,
        folding,
    )
    sender.run(stopping)
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    engine.dispose()


def test_no_line_in_the_log_holds_what_is_said(
    sender: Sender, put: Put, slack: StandIn, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    put(post("a"), post("b", "C2"))
    slack.refusals = {"chat.postMessage C2": "is_archived"}
    until_silent(sender, clock)
    told = [str(record.__dict__) for record in caplog.records if record.name.startswith("bot")]
    assert len(told) == 2
    assert [line for line in told if "as raised" in line] == []
