"""A server to measure over HTTP: `python -m bench.server KIND PORT` serves on the loopback address until stopped."""

import logging
import sys
from collections.abc import Callable
from contextlib import closing

from bench.children import LOOPBACK
from bench.sample_assistant import app_of, now, sample_engine
from bench.slack import REFUND, SECRET, bare_app
from bot.assistant.assistant import Assistant
from bot.entrypoints.server.health import Ops
from bot.entrypoints.server.serve import THREADS, serve_http


def ours(port: int) -> None:
    """Headroom behind its own server."""
    with sample_engine() as engine:
        ops = Ops(engine)
        with closing(Assistant(engine, now, on_answer=ops.count_answer)) as assistant:
            serve_http(app_of(assistant), SECRET, LOOPBACK, port, ops)


def bare(port: int) -> None:
    """The bare app behind the same server."""
    serve_http(bare_app(REFUND), SECRET, LOOPBACK, port)


def waitress(port: int) -> None:
    """The bare app behind waitress, with Bolt's own adapter."""
    import waitress
    from slack_bolt.adapter.wsgi import SlackRequestHandler

    waitress.serve(SlackRequestHandler(bare_app(REFUND)), host=LOOPBACK, port=port, threads=THREADS, _quiet=True)


def uvicorn(port: int) -> None:
    """The bare app behind uvicorn, with Bolt's own adapter."""
    import uvicorn
    from slack_bolt.adapter.asgi import SlackRequestHandler

    uvicorn.run(SlackRequestHandler(bare_app(REFUND)), host=LOOPBACK, port=port, log_level="error", access_log=False)


KINDS: dict[str, Callable[[int], None]] = {"ours": ours, "bare": bare, "waitress": waitress, "uvicorn": uvicorn}


if __name__ == "__main__":
    # waitress warns of every request that waits, and here all of them do.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    KINDS[sys.argv[1]](int(sys.argv[2]))
