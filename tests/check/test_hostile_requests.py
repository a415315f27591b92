# ruff: noqa: T201 - the counts are for whoever runs this
"""A hundred thousand hostile requests: none fails, calls somebody or is lost to the audit.

    .venv/bin/pytest tests/check/test_hostile_requests.py -s

The requests are drawn from seeds, half of them in a process of its own each.
"""

import json
import logging
import multiprocessing
import warnings
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from random import Random

from sqlalchemy import func, select

from bot.assistant.assistant import Assistant
from bot.entrypoints.server.app import build_app, known_bot
from bot.slack.requests import signed_form, slack_request
from storage.database.engine import open_engine
from storage.database.migrate import upgrade
from storage.tables import answer as audit
from tests.builders import hostile_text as hostile
from tests.fakes.slack_person import open_response_url

REQUESTS = 100_000
SEEDS = (20_261_122, 20_261_123)
SECRET = "of the check"
NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
TEAMS = [f"T{number}" for number in range(200)]
PEOPLE = ("U0ANN", "U0BOB", "U0CAT")
BUTTONS = ("post_to_channel", "show_clauses", "ask_again_1", "ask_again_trend", "gone")
MOST_TOLD = 20


class Siege:
    """One process's share: sends requests, counts what comes of them and keeps what went wrong."""

    def __init__(self, seed, engine, response_url):
        self.counts, self.wrong = Counter(), []
        self._random, self._response_url = Random(seed), response_url  # noqa: S311 the same cases every time
        self._heard = []
        self.assistant = Assistant(engine, lambda: NOW, on_answer=self._heard.append)
        self._app = build_app(self.assistant, SECRET, authorize=known_bot("T0"))

    def besiege(self, requests):
        kinds = (self.line, self.press, self.choose, self.spoilt, self.malformed)
        weights = (75, 10, 5, 6, 4)
        for _ in range(requests):
            self._random.choices(kinds, weights)[0]()

    def line(self):
        """A line nearly as a command wants it; what its refusal suggests is sent back."""
        form = self._form()
        answered = self._typed(form)
        self.counts[self._outcome(answered)] += 1
        if answered and answered.slip and answered.slip.suggestion is not None:
            self.counts["suggestions accepted"] += 1
            again = self._typed({**form, "text": answered.slip.suggestion})
            if not (again and again.ok):
                self.wrong.append((form, "refuses its own suggestion", answered.slip.suggestion))

    def press(self):
        """A button that carries such a line."""
        form, action = self._form(), self._random.choice(BUTTONS)
        value = json.dumps({"command": form["command"], "text": form["text"]})
        if self._random.random() < 0.05:
            value = value[self._random.randrange(len(value)) :]
        pressed = {"type": "button", "block_id": "b", "action_id": action, "value": value}
        answered = self._interacted(form, {"type": "block_actions", "actions": [pressed]})
        self.counts[self._outcome(answered) if answered else "too old a button"] += 1

    def choose(self):
        """The shortcut on a message of such a line and a hostile text."""
        form = self._form()
        text = f"{form['text']}\n{self._random.choice(tuple(hostile.TEXTS.values()))}"
        message = {"text": text, "ts": "1795446000.000200"}
        payload = {"type": "message_action", "callback_id": "work_out_refund", "message": message}
        answered = self._interacted(form, payload)
        self.counts[self._outcome(answered) if answered else "asked about a message"] += 1

    def _interacted(self, form, payload):
        """What is answered to a button or a shortcut, after what is sent was looked at."""
        payload |= {
            "team": {"id": form["team_id"]},
            "user": {"id": form["user_id"]},
            "channel": {"id": form["channel_id"]},
            "response_url": self._response_url.address,
        }
        status, _, answered = self._sent(*signed_form({"payload": json.dumps(payload)}, SECRET))
        received, self._response_url.received[:] = self._response_url.received[:], []
        if status != 200 or len(received) != 1:
            self.wrong.append((payload, status, received))
        for sent in received:
            self._look(payload, sent, form["user_id"])
        return answered

    def spoilt(self):
        """A line with a signature that is not Slack's."""
        body, headers = signed_form(self._form(), SECRET)
        how = self._random.choice(tuple(hostile.SIGNATURES))
        status, _, answered = self._sent(body, hostile.SIGNATURES[how](headers))
        self.counts[status] += 1
        if status != 401 or answered:
            self.wrong.append((body, how, status))

    def malformed(self):
        """A signed form without a field that Slack always sends, or a JSON body in its place."""
        form = self._form()
        name = self._random.choice(("team_id", "user_id", "channel_id"))
        del form[name]
        if self._random.random() < 0.5:
            body = json.dumps(form | {name: self._random.choice((None, 5, [], {}))})
            _, headers = signed_form({}, SECRET)
            headers["x-slack-signature"] = hostile.signature(SECRET, headers["x-slack-request-timestamp"], body)
        else:
            body, headers = signed_form(form, SECRET)
        status, _, answered = self._sent(body, headers)
        self.counts[status] += 1
        if status != 400 or answered:
            self.wrong.append((body, status))

    def _form(self):
        command, text = hostile.draw_line(self._random)
        return {
            "command": command,
            "text": text,
            "team_id": self._random.choice(TEAMS),
            "user_id": self._random.choice(PEOPLE),
            "channel_id": "C0GENERAL",
            "response_url": self._response_url.address,
        }

    def _typed(self, form):
        status, body, answered = self._sent(*signed_form(form, SECRET))
        if status != 200 or not answered:
            self.wrong.append((form, status, body))
            return None
        self._look(form, json.loads(body), form["user_id"])
        return answered

    def _sent(self, body, headers):
        """The status and body of what comes back, and the answer that was given."""
        self._heard.clear()
        try:
            response = self._app.dispatch(slack_request(body, headers))
        except ValueError:  # as at the door
            return 400, "", None
        self.counts["written"] += len(self._heard)
        return response.status, response.body, self._heard[-1] if self._heard else None

    def _look(self, asked, sent, asker):
        if found := hostile.wrong_with(sent, asker):
            self.wrong.append((asked, found))

    def _outcome(self, answered):
        if answered is None:
            return "failed"
        return answered.status if answered.status in ("needs_info", "refused", "denied") else "answered"


class Failures(logging.Handler):
    """Keeps what the log holds of failures."""

    def __init__(self, kept):
        super().__init__()
        self._kept = kept

    def emit(self, record):
        if record.exc_info or record.levelno >= logging.ERROR:
            self._kept.append(record.getMessage())


def besieged(seed, requests, url):
    """What came of one process's share, what went wrong, and how many answers the audit holds."""
    warnings.simplefilter("error")
    engine = open_engine(url)
    upgrade(engine)
    with open_response_url() as response_url:
        siege = Siege(seed, engine, response_url)
        logging.getLogger().addHandler(Failures(siege.wrong))
        with closing(siege.assistant):
            siege.besiege(requests)
    with engine.connect() as connection:
        rows = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    engine.dispose()
    return siege.counts, [repr(each)[:1_000] for each in siege.wrong[:MOST_TOLD]], rows


def test_a_hundred_thousand_hostile_requests(tmp_path):
    shares = [(seed, REQUESTS // len(SEEDS), f"sqlite:///{tmp_path / str(seed)}.db") for seed in SEEDS]
    with multiprocessing.get_context("spawn").Pool(len(SEEDS)) as pool:
        told = pool.starmap(besieged, shares)
    counts = sum((each for each, _, _ in told), Counter())
    written, suggestions = counts.pop("written"), counts.pop("suggestions accepted")
    print(", ".join(f"{count:,} {outcome}" for outcome, count in counts.most_common()))
    print(f"{suggestions:,} suggestions sent back and accepted, {written:,} answers in the audit")
    assert [wrong for _, wrong, _ in told] == [[]] * len(SEEDS)
    assert counts.total() == REQUESTS
    assert sum(rows for _, _, rows in told) == written + counts["asked about a message"]
    unanswered = {"too old a button", "asked about a message", 400, 401}
    assert {"answered", "needs_info", "refused", "denied"} | unanswered == counts.keys()
