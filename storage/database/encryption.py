"""Encryption of secrets at rest: AES-GCM, with the row and column as associated data.

A ciphertext of one column of one account cannot be decrypted as that of another column, account or workspace, so that
swapped rows are detected. An older key can still decrypt, so that keys can be rotated.
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


class EncryptionError(RuntimeError):
    """A secret cannot be encrypted or decrypted; the message says why and what to do, and holds no secret."""


@dataclass(frozen=True, slots=True)
class Ciphertext:
    """An encrypted secret as it is stored: the id of its key, and nonce and ciphertext in base64."""

    key_id: str
    text: str


@dataclass(frozen=True, slots=True)
class AssociatedData:
    """Where an encrypted secret is stored, authenticated together with it."""

    workspace_id: str
    account: str
    column: str

    def __bytes__(self) -> bytes:
        return json.dumps([self.workspace_id, self.account, self.column]).encode()


def generate_key() -> str:
    """A new key for the environment variable: 32 random bytes in base64."""
    return base64.b64encode(os.urandom(KEY_BYTES)).decode()


def decode_key(encoded: str) -> bytes:
    """The 32 bytes of a key in base64, of either alphabet. Raises `ValueError` for anything else."""
    try:
        key = base64.b64decode(encoded.strip(), altchars=b"-_" if {"-", "_"} & {*encoded} else None, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise ValueError("a key is 32 bytes in base64, as `headroom keys new` prints it")
    return key


class Keys:
    """The keys of an installation: the first encrypts, and each decrypts what it has encrypted."""

    def __init__(self, *keys: SecretStr | None) -> None:
        """Take the current key, then older ones, each in base64. Raises `ValueError` as `decode_key` does."""
        encoded = [key.get_secret_value() for key in keys if key]
        self._keys = {_key_id(key): key for key in map(decode_key, encoded)}
        self._current_key_id = _key_id(decode_key(keys[0].get_secret_value())) if keys and keys[0] else None

    def __repr__(self) -> str:
        return f"Keys({', '.join(self._keys)})"

    @property
    def current_key_id(self) -> str:
        """The id of the key that encrypts. Raises `EncryptionError` if there is none."""
        if self._current_key_id is None:
            raise EncryptionError(f"Secrets are kept encrypted, and there is no key. {_NEW_KEY}")
        return self._current_key_id

    def encrypt(self, secret: SecretStr, associated: AssociatedData) -> Ciphertext:
        """Encrypt a secret with the current key. Raises `EncryptionError` if there is none."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # the command line starts cold

        nonce = os.urandom(_NONCE_BYTES)
        text = AESGCM(self._keys[self.current_key_id]).encrypt(
            nonce, secret.get_secret_value().encode(), bytes(associated)
        )
        return Ciphertext(self.current_key_id, base64.b64encode(nonce + text).decode())

    def decrypt(self, ciphertext: Ciphertext, associated: AssociatedData) -> SecretStr:
        """Decrypt a secret. Raises `EncryptionError` if its key is missing, or it belongs elsewhere."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = self._keys.get(ciphertext.key_id)
        if key is None:
            raise EncryptionError(self._missing_key(ciphertext.key_id, associated.account))
        try:
            decoded = base64.b64decode(ciphertext.text)
            text = AESGCM(key).decrypt(decoded[:_NONCE_BYTES], decoded[_NONCE_BYTES:], bytes(associated))
        except (InvalidTag, ValueError):
            raise EncryptionError(
                f"What is stored in {associated.column} of {associated.account} was changed or belongs elsewhere. "
                "Run `headroom connect amazon` again."
            ) from None
        return SecretStr(text.decode())

    def _missing_key(self, key_id: str, account: str) -> str:
        if not self._keys:
            return f"The credentials of {account} are encrypted with the key {key_id}: set HEADROOM_KEY to it."
        return (
            f"The credentials of {account} are encrypted with the key {key_id}, and this is another one. Set "
            "HEADROOM_OLD_KEY to that key and run `headroom keys rotate`, or run `headroom connect amazon` again."
        )


def _key_id(key: bytes) -> str:
    """A hash that identifies a key and does not reveal it."""
    return sha256(b"headroom key" + key).hexdigest()[:12]
