"""A load for a bounded time: `python -m bench.load PORT SECONDS CONNECTIONS` prints how many answers a second it got.

Every connection is kept and sends its next request when it has the whole answer to the last.
"""

import asyncio
import json
import sys
import time
from itertools import cycle

from bench.children import LOOPBACK
from bench.slack import REFUND, on_the_wire, request

REQUESTS = 4_096
WARMING_SECONDS = 0.5
HEAD_END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Connection(asyncio.Protocol):
    """One connection that asks again and again."""

    def __init__(self, requests: "cycle[bytes]") -> None:
        self.answered = 0
        self._requests = requests
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first time."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Ask again where the answer is whole."""
        self._received += data
        if _whole(self._received):
            if not self._received.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"the server answered {self._received[:60]!r}")
            self.answered += 1
            self._received = b""
            self._ask()

    def _ask(self) -> None:
        self._transport.write(next(self._requests))


def _whole(received: bytes) -> bool:
    head, end, body = received.partition(HEAD_END)
    if not end:
        return False
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(LENGTH)]
    return len(body) >= int(lengths[0].removeprefix(LENGTH))


async def per_second(port: int, seconds: float, connections: int) -> float:
    """Requests answered in a second, over that many connections."""
    loop = asyncio.get_running_loop()
    failed: list[dict[str, object]] = []
    loop.set_exception_handler(lambda _, context: failed.append(context))
    requests = cycle([on_the_wire(request(REFUND, number)) for number in range(REQUESTS)])
    made = [await loop.create_connection(lambda: Connection(requests), LOOPBACK, port) for _ in range(connections)]

    def answered() -> int:
        return sum(connection.answered for _, connection in made)

    await asyncio.sleep(WARMING_SECONDS)
    before, start = answered(), time.perf_counter()
    await asyncio.sleep(seconds)
    rate = (answered() - before) / (time.perf_counter() - start)
    for transport, _ in made:
        transport.abort()
    if failed:
        raise RuntimeError(f"the load failed: {failed[0]}")
    return rate


if __name__ == "__main__":
    port, seconds, connections = sys.argv[1:]
    sys.stdout.write(json.dumps(asyncio.run(per_second(int(port), float(seconds), int(connections)))))
