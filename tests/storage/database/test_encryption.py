"""Secrets at rest: read in their place with their key, and nowhere else."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from storage.database.encryption import Keys, Place, Sealed, Unsealable, key_bytes, new_key

KEYS = Keys(SecretStr(new_key()))
HERE = Place("T1", "main", "refresh_token")
ELSEWHERE = [
    Place("T2", "main", "refresh_token"),
    Place("T1", "other", "refresh_token"),
    Place("T1", "main", "client_secret"),
    Place("T1m", "ain", "refresh_token"),
]


@given(st.text(max_size=2_000).filter(lambda text: text.isprintable()))
def test_whatever_is_sealed_is_read_again_in_its_place(text: str) -> None:
    sealed = KEYS.seal(SecretStr(text), HERE)
    assert KEYS.unseal(sealed, HERE).get_secret_value() == text
    assert len(text) < 8 or text not in sealed.text


@pytest.mark.parametrize("place", ELSEWHERE, ids=str)
def test_in_another_place_it_is_refused(place: Place) -> None:
    with pytest.raises(Unsealable, match="headroom connect amazon"):
        KEYS.unseal(KEYS.seal(SecretStr("consent"), HERE), place)


def test_the_same_secret_never_looks_the_same() -> None:
    assert len({KEYS.seal(SecretStr("consent"), HERE).text for _ in range(50)}) == 50


@given(st.integers(min_value=0), st.integers(1, 255))
def test_a_changed_one_is_refused(place: int, by: int) -> None:
    sealed = KEYS.seal(SecretStr("consent"), HERE)
    kept = bytearray(b64decode(sealed.text))
    kept[place % len(kept)] ^= by
    for text in (b64encode(kept).decode(), sealed.text[:20], "", "é"):
        with pytest.raises(Unsealable):
            KEYS.unseal(Sealed(sealed.key_id, text), HERE)


def test_an_older_key_reads_and_the_newer_one_seals() -> None:
    old, new = SecretStr(new_key()), SecretStr(new_key())
    sealed = Keys(old).seal(SecretStr("consent"), HERE)
    both = Keys(new, old)
    assert both.unseal(sealed, HERE).get_secret_value() == "consent"
    again = both.seal(SecretStr("consent"), HERE)
    assert again.key_id == Keys(new).in_use != sealed.key_id
    with pytest.raises(Unsealable, match=f"key {sealed.key_id}.*headroom keys rotate"):
        Keys(new).unseal(sealed, HERE)
    with pytest.raises(Unsealable, match=f"set HEADROOM_KEY|{sealed.key_id}"):
        Keys(None, None).unseal(sealed, HERE)


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(Unsealable, match="headroom keys new"):
        Keys().seal(SecretStr("consent"), HERE)


def test_no_key_is_shown() -> None:
    key = new_key()
    assert key not in repr(Keys(SecretStr(key)))


@pytest.mark.parametrize("wrong", ["", "short", "A" * 44, "AAAA" * 10, "A" * 43 + "=AAAA", "é" * 44], ids=repr)
def test_what_is_no_key_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="32 bytes in base64"):
        key_bytes(wrong)


def test_a_key_may_be_written_for_addresses_too() -> None:
    while not {"+", "/"} & {*(key := new_key())}:
        pass
    assert key_bytes(key) == key_bytes(f" {key.replace('+', '-').replace('/', '_')}\n")
