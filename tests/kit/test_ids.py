"""Are ids, tokens and random texts of the promised shape?"""

import base64
import hashlib
import uuid

import pytest

from vivavoce.kit.ids import BASE62, base62, is_id, new_id, new_token, token_hash


def test_new_id_is_a_version_4_uuid():
    for text in (new_id() for _ in range(500)):
        read = uuid.UUID(text)
        assert (str(read), read.version, read.variant) == (text, 4, uuid.RFC_4122)


def test_new_ids_differ():
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_every_variant_digit_occurs():
    assert {new_id()[19] for _ in range(1000)} == set("89ab")


@pytest.mark.parametrize(
    "text", ["550e8400-e29b-41d4-a716-446655440000", "2c1d43b8-e6d7-11ee-9a3f-0242ac120002"]
)
def test_is_id_accepts_any_version(text):
    assert is_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "550e8400e29b41d4a716446655440000",
        "550E8400-E29B-41D4-A716-446655440000",
        "550e8400-e29b-41d4-a716-44665544000",
        "550e8400-e29b-41d4-a716-446655440000\n",
        "{550e8400-e29b-41d4-a716-446655440000}",
        "٥50e8400-e29b-41d4-a716-446655440000",
    ],
)
def test_is_id_refuses_other_spellings(text):
    assert not is_id(text)


@pytest.mark.parametrize(("n_bytes", "chars"), [(16, 22), (32, 43), (33, 44)])
def test_new_token_is_unpadded_url_safe_base64(n_bytes, chars):
    token = new_token(n_bytes)
    assert len(token) == chars
    assert len(base64.urlsafe_b64decode(token + "=" * (-chars % 4))) == n_bytes


def test_token_hash_is_sha_256():
    assert token_hash("abc") == hashlib.sha256(b"abc").hexdigest()
    assert len(token_hash("\ud800")) == 64  # JSON can carry a lone surrogate
    assert token_hash("ü") == hashlib.sha256("ü".encode()).hexdigest()


def test_base62_uses_its_whole_alphabet():
    text = base62(5000)
    assert len(text) == 5000
    assert set(text) == set(BASE62)
