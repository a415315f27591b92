"""Slack's end of Socket Mode, on the loopback address: one connection, one request at a time."""

import base64
import hashlib
import json
import socket
from contextlib import closing
from typing import Any

TEXT, PING = 1, 9
_KEY = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class SocketMode:
    """Waits for a bot to connect, sends it envelopes and reads what it answers."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self._door.settimeout(120)
        self.address = f"ws://127.0.0.1:{self._door.getsockname()[1]}/link"

    def accept(self) -> None:
        """Let the bot in."""
        self._connection = self._door.accept()[0]
        self._connection.settimeout(120)
        self._stream = self._connection.makefile("rb")
        lines = iter(self._stream.readline, b"\r\n")
        headers = dict(line.decode().strip().split(": ", 1) for line in lines if b": " in line)
        accepted = hashlib.sha1(f"{headers['Sec-WebSocket-Key']}{_KEY}".encode()).digest()  # noqa: S324 the protocol's
        self._connection.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(accepted) + b"\r\n\r\n"
        )

    def send(self, envelope_id: str, command: dict[str, str]) -> None:
        """Send a typed command."""
        envelope = {"type": "slash_commands", "envelope_id": envelope_id, "payload": command}
        body = json.dumps(envelope).encode()
        self._connection.sendall(bytes([0x80 | TEXT, 126]) + len(body).to_bytes(2, "big") + body)

    def receive(self) -> dict[str, Any]:
        """The bot's next answer."""
        while True:
            kind, body = self._frame()
            if kind == TEXT:
                return json.loads(body)

    def _frame(self) -> tuple[int, bytes]:
        first, second = self._stream.read(2)
        length = second & 0x7F
        if length >= 126:
            length = int.from_bytes(self._stream.read(2 if length == 126 else 8), "big")
        mask = self._stream.read(4)
        body = self._stream.read(length)
        return first & 0x0F, bytes(byte ^ mask[at % 4] for at, byte in enumerate(body))

    def close(self) -> None:
        with closing(self._door), closing(self._connection), closing(self._stream):
            pass
