"""Encryption of secrets: each is decrypted with its key and its associated data only."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from storage.database.encryption import AssociatedData, Ciphertext, EncryptionError, Keys, decode_key, generate_key

KEYS = Keys(SecretStr(generate_key()))
HERE = AssociatedData("T1", "main", "refresh_token")
ELSEWHERE = [
    AssociatedData("T2", "main", "refresh_token"),
    AssociatedData("T1", "other", "refresh_token"),
    AssociatedData("T1", "main", "client_secret"),
    AssociatedData("T1m", "ain", "refresh_token"),
]


@given(st.text(max_size=2_000).filter(lambda text: text.isprintable()))
def test_a_secret_is_decrypted_with_the_same_associated_data(text: str) -> None:
    ciphertext = KEYS.encrypt(SecretStr(text), HERE)
    assert KEYS.decrypt(ciphertext, HERE).get_secret_value() == text
    assert len(text) < 8 or text not in ciphertext.text


@pytest.mark.parametrize("other", ELSEWHERE, ids=str)
def test_other_associated_data_is_refused(other: AssociatedData) -> None:
    with pytest.raises(EncryptionError, match="headroom connect amazon"):
        KEYS.decrypt(KEYS.encrypt(SecretStr("consent"), HERE), other)


def test_no_two_ciphertexts_are_equal() -> None:
    assert len({KEYS.encrypt(SecretStr("consent"), HERE).text for _ in range(50)}) == 50


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_ciphertext_is_refused(position: int, by: int) -> None:
    ciphertext = KEYS.encrypt(SecretStr("consent"), HERE)
    flipped = bytearray(b64decode(ciphertext.text))
    flipped[position % len(flipped)] ^= by
    for text in (b64encode(flipped).decode(), ciphertext.text[:20], "", "é"):
        with pytest.raises(EncryptionError):
            KEYS.decrypt(Ciphertext(ciphertext.key_id, text), HERE)


def test_an_older_key_decrypts_and_the_current_one_encrypts() -> None:
    old, new = SecretStr(generate_key()), SecretStr(generate_key())
    ciphertext = Keys(old).encrypt(SecretStr("consent"), HERE)
    both = Keys(new, old)
    assert both.decrypt(ciphertext, HERE).get_secret_value() == "consent"
    again = both.encrypt(SecretStr("consent"), HERE)
    assert again.key_id == Keys(new).current_key_id != ciphertext.key_id
    with pytest.raises(EncryptionError, match=f"key {ciphertext.key_id}.*headroom keys rotate"):
        Keys(new).decrypt(ciphertext, HERE)
    with pytest.raises(EncryptionError, match=f"set HEADROOM_KEY|{ciphertext.key_id}"):
        Keys(None, None).decrypt(ciphertext, HERE)


def test_without_a_key_nothing_is_encrypted() -> None:
    with pytest.raises(EncryptionError, match="headroom keys new"):
        Keys().encrypt(SecretStr("consent"), HERE)


def test_no_key_is_shown() -> None:
    key = generate_key()
    assert key not in repr(Keys(SecretStr(key)))


@pytest.mark.parametrize("wrong", ["", "short", "A" * 44, "AAAA" * 10, "A" * 43 + "=AAAA", "é" * 44], ids=repr)
def test_an_invalid_key_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="32 bytes in base64"):
        decode_key(wrong)


def test_a_key_may_be_in_url_safe_base64() -> None:
    while not {"+", "/"} & {*(key := generate_key())}:
        pass
    assert decode_key(key) == decode_key(f" {key.replace('+', '-').replace('/', '_')}\n")
