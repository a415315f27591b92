"""Secrets at rest: sealed with AES-GCM for one place in the database, and of no use in any other.

What is sealed for a column of one account is refused in every other column, account and workspace, so that a row that
somebody swapped is found out. Two keys may be held, so that one can follow the other.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pydantic import SecretStr

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_NEW_KEY: Final = "`headroom keys new` prints one for HEADROOM_KEY; keep it as safe as a password."


class Unsealable(RuntimeError):
    """A secret can be neither sealed nor read; the message says why and what to do, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A secret as it is stored: the name of the key it was sealed with, and text that tells nothing."""

    key_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed secret belongs."""

    workspace_id: str
    account: str
    column: str

    def __bytes__(self) -> bytes:
        return json.dumps([self.workspace_id, self.account, self.column]).encode()


def new_key() -> str:
    """A new key, as it is written into the environment: 32 random bytes in base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def key_bytes(written: str) -> bytes:
    """The key that was written. Raises ValueError for what is no key."""
    try:
        key = base64.b64decode(written.strip(), altchars=b"-_" if {"-", "_"} & {*written} else None, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes in base64, as `headroom keys new` prints it")
    return key


class Keys:
    """The keys of an installation: secrets are sealed with the first, and read with whichever sealed them."""

    def __init__(self, *keys: SecretStr | None) -> None:
        """Take the key in use and then older ones. Raises ValueError for what is no key."""
        written = [key.get_secret_value() for key in keys if key]
        self._keys = {_name(key): key for key in map(key_bytes, written)}
        self._in_use = _name(key_bytes(keys[0].get_secret_value())) if keys and keys[0] else None

    def __repr__(self) -> str:
        return f"Keys({', '.join(self._keys)})"

    @property
    def in_use(self) -> str:
        """The name of the key that seals, which tells nothing of the key. Raises Unsealable where there is none."""
        if self._in_use is None:
            raise Unsealable(f"Secrets are kept encrypted, and there is no key. {_NEW_KEY}")
        return self._in_use

    def seal(self, secret: SecretStr, place: Place) -> Sealed:
        """Seal a secret for its place. Raises Unsealable without a key."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # the command line starts cold

        nonce = os.urandom(_NONCE_BYTES)
        text = AESGCM(self._keys[self.in_use]).encrypt(nonce, secret.get_secret_value().encode(), bytes(place))
        return Sealed(self.in_use, base64.b64encode(nonce + text).decode())

    def unseal(self, sealed: Sealed, place: Place) -> SecretStr:
        """Read a secret of this place. Raises Unsealable for one of another key or another place."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._keys.get(sealed.key_id)
        if key is None:
            raise Unsealable(self._another_key(sealed.key_id, place.account))
        try:
            kept = base64.b64decode(sealed.text)
            text = AESGCM(key).decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], bytes(place))
        except (InvalidTag, ValueError):
            raise Unsealable(
                f"What is stored in {place.column} of {place.account} was changed or belongs elsewhere. "
                "Run `headroom connect amazon` again."
            ) from None
        return SecretStr(text.decode())

    def _another_key(self, key_id: str, account: str) -> str:
        if not self._keys:
            return f"The credentials of {account} are encrypted with the key {key_id}: set HEADROOM_KEY to it."
        return (
            f"The credentials of {account} are encrypted with the key {key_id}, and this is another one. Set "
            "HEADROOM_OLD_KEY to that key and run `headroom keys rotate`, or run `headroom connect amazon` again."
        )


def _name(key: bytes) -> str:
    """A name by which a row tells which key sealed it, and from which the key does not follow."""
    return sha256(b"headroom key" + key).hexdigest()[:12]
