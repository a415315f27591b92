"""Files that people drop into Slack: what is said to them, and what is not done twice."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

import bot
from bot.entrypoints.local.emulator.person import CHANNELS, TEAM, USER
from bot.entrypoints.server import upload_worker
from bot.listeners.payloads.message_event import MessageEvent
from bot.listeners.uploads.listen import enqueue_files
from bot.slack.plain_text import message_text
from bot.slack.requests import signed_event
from bot.views.files.uploads import NEXT
from storage import audit_log, settings
from storage.alerting import outbox, subscriptions
from storage.alerting.subscriptions import Subscription
from storage.metrics import daily_counts
from storage.reports import imports, uploads
from tests.builders.clerk import Clerk, clerk_at, words

SAMPLES = Path(bot.__path__[0]) / "entrypoints" / "local" / "samples"
RETURNS = (SAMPLES / "returns.txt").read_bytes()
DEFECTS = "Order ID,Order date,Defect type,Reported date\n"
ONE = f"{DEFECTS}701-1234567-1234567,2026-11-02,Chargeback,\n"
TWO_WAYS = f"{DEFECTS}701-1234567-1234567,03/04/2026,Chargeback,\n"


@pytest.fixture
def clerk(engine, tmp_path):
    with clerk_at(engine, tmp_path) as clerk:
        yield clerk


def taken(clerk: Clerk) -> list[tuple[str, str]]:
    """The files that came in, the newest first, and for which account."""
    return [(each.name, each.account) for each in imports.list_recent(clerk.ws, 99)]


def test_a_dropped_report_is_answered_in_its_thread_with_what_was_read_and_what_is_next(clerk):
    [told] = clerk.drops(RETURNS, "returns.txt")
    assert "✅ returns.txt · returns, 260 rows" in told
    assert "260 returns kept, 260 of them new." in told
    assert "Next: /sfp-returns" in told
    assert taken(clerk) == [("returns.txt", "main")]


def test_the_same_file_again_is_nothing_new(clerk):
    clerk.drops(ONE, "defects.csv")
    [told] = clerk.drops(ONE, "again.csv")
    assert "again.csv · nothing new: this file came in on 23 Nov 2026 already." in told
    assert taken(clerk) == [("defects.csv", "main")]


def test_a_file_in_a_thread_is_answered_in_that_thread(clerk):
    asked = clerk.local.slack.drop(SAMPLES / "defects.csv", CHANNELS["#returns"], "U0ANN")
    [told] = clerk.drops(ONE, "defects.csv", thread=asked.ts)
    assert "1 order with a new defect" in told


def test_every_file_of_a_message_is_answered(clerk):
    event = dropping(clerk, "a.csv", "b.csv")
    clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
    clerk.work()
    assert [told.splitlines()[0][:7] for told in clerk.told(event["ts"])] == ["✅ a.csv", "✅ b.csv"]


def dropping(clerk: Clerk, *names: str, **about: object) -> dict[str, object]:
    """An event of a message with files, each of other contents."""
    shown = []
    for number, name in enumerate(names):
        path = clerk.folder / name
        path.write_text(ONE.replace("1234567,", f"123456{number},"))
        shown.append(clerk.local.slack.drop(path, CHANNELS["#returns"], USER))
    files = [clerk.local.slack.info({"file": each.payload["files"][0]["id"]})["file"] for each in shown]
    told = {"type": "message", "subtype": "file_share", "channel": shown[0].channel, "ts": shown[0].ts, "user": USER}
    return {**told, "files": files, **about}


def test_an_event_that_slack_sends_again_is_not_read_again(clerk):
    body, headers = signed_event(dropping(clerk, "a.csv"), TEAM, clerk.local._secret)
    for number in range(4):
        retry = {"x-slack-retry-num": str(number), "x-slack-retry-reason": "http_timeout"} if number else {}
        clerk.local._deliver(body, headers | retry)
        if number % 2:
            clerk.work()
    assert outbox.count_by_state(clerk.ws) == {"sent": 1}
    assert uploads.claim(clerk.ws, clerk.clock.now, upload_worker.LEASE) is None


def test_a_repetition_that_comes_a_day_later_says_nothing_more(clerk):
    body, headers = signed_event(event := dropping(clerk, "a.csv"), TEAM, clerk.local._secret)
    for _ in range(2):
        clerk.local._deliver(body, headers)
        clerk.work()
        clerk.clock.now += timedelta(days=1)
    assert len(clerk.told(event["ts"])) == 1


UNHEARD = {
    "of the bot itself": {"user": "UHEADROOM"},
    "of another bot": {"bot_id": "B0OTHER"},
    "that was changed": {"subtype": "message_changed"},
    "of nobody's": {"subtype": "bot_message"},
}


@pytest.mark.parametrize("about", UNHEARD.values(), ids=UNHEARD)
def test_only_files_of_people_are_read(clerk, about):
    event = dropping(clerk, "a.csv", **about)
    clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
    assert uploads.claim(clerk.ws, clerk.clock.now, upload_worker.LEASE) is None


def test_a_guest_of_another_company_brings_nothing(clerk):
    for home, waits in (("T0OTHER", False), (TEAM, True)):
        event = dropping(clerk, "a.csv", user_team=home)
        body, _ = signed_event(event, TEAM, clerk.local._secret)
        shared = json.loads(body) | {"is_ext_shared_channel": True}
        enqueue_files(clerk.assistant, MessageEvent.of(shared))
        assert (uploads.claim(clerk.ws, clerk.clock.now, upload_worker.LEASE) is not None) == waits


@pytest.mark.parametrize(
    ("name", "mimetype", "mode"),
    [
        ("cat.png", "image/png", "hosted"),
        ("clip.mp4", "video/mp4", "hosted"),
        ("terms.pdf", "application/pdf", "hosted"),
        ("script.py", "text/plain", "hosted"),
        ("Untitled", "text/plain", "snippet"),
        ("Untitled", "image/heic", "hosted"),
    ],
)
def test_a_channel_hears_nothing_about_what_is_obviously_no_report(clerk, name, mimetype, mode):
    event = dropping(clerk, name)
    event["files"][0] |= {"mimetype": mimetype, "mode": mode}
    clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
    assert uploads.claim(clerk.ws, clerk.clock.now, upload_worker.LEASE) is None
    direct = event | {"channel": "D0YOU", "ts": "7.0"}
    clerk.local._deliver(*signed_event(direct, TEAM, clerk.local._secret))
    assert uploads.claim(clerk.ws, clerk.clock.now, upload_worker.LEASE).channel == "D0YOU"


@pytest.mark.parametrize("name", ["report.TXT", "Report 2026.11.24", "r.tsv", "r.xml", "r.zip", "book.xlsx", "r.json"])
def test_a_channel_hears_about_what_may_be_a_report(clerk, name):
    event = dropping(clerk, name)
    event["files"][0] |= {"mimetype": "text/plain"}
    clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
    assert uploads.claim(clerk.ws, clerk.clock.now, upload_worker.LEASE) is not None


def test_a_file_of_which_slack_tells_nothing_at_first_is_looked_up_before_it_is_judged(clerk):
    for name, told in (("cat.png", 0), ("report.csv", 1)):
        event = dropping(clerk, name)
        event["files"] = [{"id": event["files"][0]["id"], "file_access": "check_file_info"}]
        clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
        clerk.work()
        assert len(clerk.told(event["ts"])) == told


REFUSED = {
    "a zip": (b"PK\x03\x04", "r.zip", "This is a zip file. Please unpack it"),
    "a workbook": (b"PK\x03\x04 [Content_Types].xml", "r.xlsx", "This is an Excel workbook."),
    "an empty one": (b"", "r.txt", "The file is empty."),
    "a broken one": (b'{"accountStatuses": [', "r.json", "The file ends too early, in line 1."),
    "one of no kind": (b"hello\n", "r.txt", "I do not know this kind of file."),
    "one without a line": (f"{DEFECTS}nonsense,2026-11-02,Chargeback,\n".encode(), "r.csv", "Line 2: “nonsense”"),
    "a web page": (b"<html>hello</html>", "r.html.txt", "I may not read files yet."),
}


@pytest.mark.parametrize(("content", "name", "why"), REFUSED.values(), ids=REFUSED)
def test_a_file_that_cannot_be_read_is_answered_with_the_reason(clerk, content, name, why):
    [told] = clerk.drops(content, name)
    assert told.startswith(f"✋ {name} · ")
    assert why in told
    assert taken(clerk) == []


def test_a_web_page_in_a_direct_message_is_told_from_the_sign_in_page(clerk, monkeypatch):
    monkeypatch.setitem(CHANNELS, "#returns", "D0YOU")
    [told] = clerk.drops("<html>hello</html>", "page.html")
    assert "This is a web page, not a report." in told


BAD = "".join(f"order {n},2026-11-02,Chargeback,\n" for n in range(300))


def test_the_first_lines_that_could_not_be_read_are_told_and_a_button_shows_the_rest(clerk):
    [told] = clerk.drops(ONE + BAD, "defects.csv")
    assert "300 lines could not be read:" in told
    assert "• Line 3: “order 0” in “Order ID” is not an order id" in told
    assert "… and 295 more lines that could not be read." in told
    assert clerk.presses("Show problems") == []
    form = clerk.local.form
    shown = "\n".join(block.get("text", block)["text"] for block in form["blocks"] if block["type"] == "section")
    assert "defects.csv* · defects, 23 Nov 2026" in shown
    assert shown.count("• Line ") == 200
    assert "… and 100 more lines" in form["blocks"][-1]["elements"][0]["text"]


def test_the_problems_can_be_shown_after_a_restart_and_of_a_file_that_came_again(engine, tmp_path):
    with clerk_at(engine, tmp_path) as before:
        before.drops(ONE + BAD, "defects.csv")
    with clerk_at(engine, tmp_path) as clerk:
        clerk.clock.now += timedelta(minutes=1)
        [told] = clerk.drops(ONE + BAD, "again.csv")
        assert "nothing new" in told
        clerk.presses("Show problems")
        assert "Line 3" in json.dumps(clerk.local.form)


def test_the_files_that_came_in_last_show_their_problems_too(clerk):
    clerk.drops(ONE + BAD, "<!here> & co.csv")
    clerk.drops(ONE, "fine.csv")
    [(_, listed)] = clerk.local.type("/renewed-status import")
    assert "Drop a report into a channel where I am" in message_text(listed)
    assert "[Problems in <!here> & co.csv]" in message_text(listed)
    clerk.local.press(1)
    assert "&lt;!here&gt; &amp; co.csv" in clerk.local.form["blocks"][0]["text"]["text"]


def test_lines_that_are_shown_again_keep_no_words_of_a_buyers_column(clerk):
    surplus = (
        f"{DEFECTS}701-1234567-1234567,2026-11-02,Chargeback,,she cried\n701-1234567-1234568,2026-11-02,Chargeback,\n"
    )
    clerk.drops(surplus, "defects.csv")
    clerk.presses("Show problems")
    assert "she cried" not in json.dumps(clerk.local.form)
    assert "from “…” on" in json.dumps(clerk.local.form, ensure_ascii=False)


def test_of_several_accounts_one_is_asked_for_and_a_button_reads_the_file(clerk):
    clerk.adds("main", "second")
    [asked] = clerk.drops(ONE, "defects.csv")
    assert "Several accounts are held here. Which one is this file for?" in asked
    assert "[main]  [second]" in asked
    [told] = clerk.presses("second")
    assert "1 order with a new defect" in told
    assert "Next: /renewed-status account=second" in told
    assert taken(clerk) == [("defects.csv", "second")]


def test_accounts_are_named_as_they_are(clerk):
    names = ["<!here> & `co`", "x" * 80, *(f"account {number}" for number in range(30))]
    clerk.adds(*names)
    clerk.drops(ONE, "defects.csv")
    clerk.presses("<!here> & `co`")
    assert taken(clerk) == [("defects.csv", "<!here> & `co`")]


def test_a_file_that_cannot_be_read_is_of_no_account(clerk):
    clerk.adds("main", "second")
    assert "This is a zip file." in clerk.drops(b"PK\x03\x04", "r.zip")[0]


def test_a_channel_that_hears_of_one_account_takes_files_for_it(clerk):
    clerk.adds("main", "second")
    heard = Subscription(channel=CHANNELS["#returns"], account="second", since=clerk.clock.now, who=USER)
    subscriptions.upsert(clerk.ws, heard, clerk.clock.now)
    clerk.drops(ONE, "defects.csv")
    assert taken(clerk) == [("defects.csv", "second")]


@pytest.mark.parametrize(("label", "day"), [("The day", date(2026, 4, 3)), ("The month", date(2026, 3, 4))])
def test_days_that_read_two_ways_are_asked_back_and_a_button_says_which(clerk, label, day):
    [asked] = clerk.drops(TWO_WAYS, "defects.csv")
    assert "“03/04/2026” in “Order date” (line 2) reads two ways" in asked
    assert taken(clerk) == []
    [told] = clerk.presses(label)
    assert "1 order with a new defect" in told
    with clerk.ws.read() as snapshot:
        [row] = daily_counts.select_defects(snapshot, "odr", date(2026, 1, 1), date.max)
    assert row[2] == day


def test_an_account_and_then_the_order_of_days_are_asked_for_one_after_the_other(clerk):
    clerk.adds("main", "second")
    clerk.drops(TWO_WAYS, "defects.csv")
    [asked] = clerk.presses("second")
    assert "reads two ways" in asked
    clerk.presses("The month")
    assert taken(clerk) == [("defects.csv", "second")]


def test_a_button_pressed_twice_brings_a_file_once(clerk):
    clerk.adds("main", "second")
    clerk.drops(ONE, "defects.csv")
    question = clerk.local.slack.messages[-1]
    clerk.presses("second")
    clerk.local.look_at(question)
    clerk.local.press(2)
    clerk.work()
    assert taken(clerk) == [("defects.csv", "second")]


@pytest.mark.parametrize("action", ["read_file_1", "show_problems_0"])
@pytest.mark.parametrize("value", ["", "rubbish", "[]", "{}", '{"account": "x", "file_hash": "y"}', '{"file": 5}'])
def test_a_button_that_cannot_be_read_says_that_it_is_too_old(ann, action, value):
    assert "too old" in ann.presses({"action_id": action, "value": value}).text


@pytest.fixture
def reader(engine, tmp_path):
    """Somebody who may only ask."""
    with clerk_at(engine, tmp_path, trusted=False) as clerk:
        settings.update(clerk.ws, {"role U0BOSS": "admin", f"role {USER}": "reader"}, "U0BOSS", clerk.clock.now)
        yield clerk


def test_who_may_not_bring_data_is_told_so_alone(reader):
    shown = reader.only_drops(ONE, "defects.csv")
    reader.work()
    [told] = reader.replies(shown.ts)
    assert told.to == USER
    assert "That needs the role of recorder, and yours is reader." in words(told)
    assert taken(reader) == []
    assert outbox.count_by_state(reader.ws) == {}


def test_who_may_not_bring_data_may_not_answer_for_another_either(reader):
    reader.adds("main", "second")
    settings.update(reader.ws, {f"role {USER}": "recorder"}, "U0BOSS", reader.clock.now)
    reader.drops(ONE, "defects.csv")
    settings.update(reader.ws, {f"role {USER}": "reader"}, "U0BOSS", reader.clock.now)
    [told] = reader.presses("second")
    assert "yours is reader" in told
    assert taken(reader) == []


def test_what_was_done_and_denied_is_in_the_audit(reader):
    reader.only_drops(ONE, "defects.csv")
    reader.work()
    settings.update(reader.ws, {f"role {USER}": "recorder"}, "U0BOSS", reader.clock.now)
    reader.drops(ONE, "defects.csv")
    reader.drops("hello", "hello.txt")
    reader.assistant.close()
    kept = [(each.command, each.status) for _, each in audit_log.list_recent(reader.ws, 9)]
    assert sorted(kept) == [("file", "answered"), ("file", "denied"), ("file", "refused")]


HOSTILE = {
    "a mention": "<!channel> <@U1>.csv",
    "marks": "`code` *bold* ~gone~.csv",
    "three hundred characters": "x" * 300 + ".csv",
    "right-to-left marks": "\u202egpj.exe\u2066.csv",
    "control characters": "a\x07\n\tb.csv",
    "nothing to see": "\u200b",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("content", [ONE + BAD, TWO_WAYS, "hello"], ids=["taken", "asked", "refused"])
def test_a_hostile_name_is_shown_as_it_is(clerk, name, content):
    clerk.drops(DEFECTS, "first.csv")
    event = dropping(clerk, "report.csv")
    (clerk.folder / "report.csv").write_text(content)
    [held] = [each for each in clerk.local.slack.messages if each.ts == event["ts"]]
    held.payload["files"][0] |= {"name": name, "size": len(content)}
    event["files"][0]["name"] = "report.csv"
    clerk.local._deliver(*signed_event(event, TEAM, clerk.local._secret))
    clerk.work()
    [told] = clerk.replies(event["ts"])
    said = json.dumps(told.payload, ensure_ascii=False)
    assert not set(said) & set("\u202e\u2066\u200b\x07")
    assert len(words(told).splitlines()[0]) < 400
    assert ("&lt;!channel&gt;" in said) == ("<!channel>" in name)
    assert ("a file without a name" in said) == (name == "\u200b")


def test_every_next_line_is_one_that_is_answered(ann):
    for line in {*NEXT.values(), "/renewed-status"}:
        assert ann.types(line).told["ok"]
