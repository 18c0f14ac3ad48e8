"""Do keys, seals, the master key and signatures hold what they promise?"""

import base64
import re
import stat
import zlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from vivavoce.kit import secrets
from vivavoce.kit.ids import BASE62, token_hash

MASTER = bytes(range(32))


@pytest.mark.parametrize("live", [True, False])
def test_a_minted_key_parses(live):
    minted = secrets.mint_key(live)
    parsed = secrets.parse_key(minted.text)
    assert (parsed.id, parsed.secret_hash, parsed.live) == (minted.id, minted.secret_hash, live)
    assert re.fullmatch(secrets.KEY_PATTERN, minted.text)
    assert minted.text.startswith("vv_live_" if live else "vv_test_")
    assert minted.text[8:16] == minted.id
    assert token_hash(minted.text[16:48]) == minted.secret_hash
    assert minted.text.endswith(minted.last_four)


def test_the_checksum_is_the_crc_32_in_base62():
    text = secrets.mint_key(True).text
    number = 0
    for character in text[-6:]:
        number = number * 62 + BASE62.index(character)
    assert number == zlib.crc32(text[:-6].encode())


def test_a_minted_key_is_not_shown_by_its_repr():
    minted = secrets.mint_key(True)
    assert minted.text[16:48] not in repr(minted)


@given(st.sampled_from(("live", "test")), st.text(BASE62, min_size=46, max_size=46))
def test_a_chance_hit_of_the_pattern_never_parses(mode, rest):
    body = f"vv_{mode}_{rest[:40]}"
    assume(secrets._checksum(body) != rest[40:])
    with pytest.raises(secrets.BadKey):
        secrets.parse_key(body + rest[40:])


@given(st.integers(0, 53), st.sampled_from(BASE62))
def test_one_changed_character_never_parses(place, character):
    text = secrets.mint_key(True).text
    assume(text[place] != character)
    with pytest.raises(secrets.BadKey):
        secrets.parse_key(text[:place] + character + text[place + 1 :])


@given(st.text(max_size=80))
def test_any_other_text_never_parses(text):
    with pytest.raises(secrets.BadKey):
        secrets.parse_key(text)


def test_white_space_around_a_key_is_refused():
    with pytest.raises(secrets.BadKey):
        secrets.parse_key(secrets.mint_key(True).text + "\n")


@given(st.binary(max_size=200), st.binary(max_size=20))
def test_what_is_sealed_opens(plain, bound_to):
    sealer = secrets.Sealer(MASTER)
    sealed = sealer.seal(plain, bound_to)
    assert sealer.open(sealed, bound_to) == plain
    assert sealed != sealer.seal(plain, bound_to)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_one_flipped_bit_never_opens(place, bit):
    sealer = secrets.Sealer(MASTER)
    box = bytearray(base64.urlsafe_b64decode(sealer.seal(b"whsec_of_an_endpoint").removeprefix("vv1.")))
    box[place % len(box)] ^= 1 << bit
    with pytest.raises(secrets.BadSeal):
        sealer.open("vv1." + base64.urlsafe_b64encode(box).decode())


@pytest.mark.parametrize("sealed", ["", "plain", "vv1.", "vv1.AAAA", "vv1.!!!!", "vv2.AAAA", "vv1.ünï"])
def test_what_was_never_sealed_does_not_open(sealed):
    with pytest.raises(secrets.BadSeal):
        secrets.Sealer(MASTER).open(sealed)


def test_a_seal_opens_only_for_its_owner_and_master():
    sealed = secrets.Sealer(MASTER).seal(b"plain", b"endpoint 1")
    with pytest.raises(secrets.BadSeal):
        secrets.Sealer(MASTER).open(sealed, b"endpoint 2")
    with pytest.raises(secrets.BadSeal):
        secrets.Sealer(MASTER[::-1]).open(sealed, b"endpoint 1")


def test_a_master_has_32_bytes():
    with pytest.raises(secrets.BadMaster):
        secrets.Sealer(MASTER[:16])


def test_the_master_is_made_once_and_private(tmp_path):
    path = tmp_path / "master.key"
    master = secrets.load_or_make_master(path)
    assert len(master) == 32
    assert secrets.load_or_make_master(path) == master
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_whoever_comes_second_keeps_the_first_master(tmp_path):
    path = tmp_path / "master.key"
    master = secrets.load_or_make_master(path)
    secrets._make_master(path)  # as a process does that looked before the first one was done
    assert secrets.load_or_make_master(path) == master
    assert list(tmp_path.iterdir()) == [path]


def test_all_who_start_at_once_get_one_master(tmp_path):
    with ThreadPoolExecutor(16) as pool:
        for round_ in range(10):
            path = tmp_path / f"{round_}.key"
            masters = pool.map(secrets.load_or_make_master, [path] * 16)
            assert len(set(masters)) == 1


@pytest.mark.parametrize("content", ["", "00" * 31, "zz" * 32, "ü"])
def test_a_spoilt_master_file_is_refused(tmp_path, content):
    path = tmp_path / "master.key"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(secrets.BadMaster, match=r"master\.key"):
        secrets.load_or_make_master(path)


def test_hmac_hex_gives_instaviews_test_vector():
    secret = b"3f1a9c0e5b7d2468ace013579bdf2468ace013579bdf3f1a9c0e5b7d2468ace0"
    body = (
        b'{"event":"ping","timestamp":"2024-01-20T14:30:00.000Z",'
        b'"deliveryId":"550e8400-e29b-41d4-a716-446655440000","data":{"message":"Webhook test"}}'
    )
    expected = "8feb990deb92f1d44a6f4af891c29bb3c1233e24d828e9316764725fadd42223"
    assert secrets.hmac_hex(secret, body) == expected


def test_the_reference_vector_of_standard_webhooks():
    secret = secrets.whsec_bytes("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signature = secrets.standard_webhook_signature(
        secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
    )
    assert signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_new_signing_secrets():
    assert len(secrets.whsec_bytes(secrets.new_whsec())) == 32
    assert re.fullmatch("[0-9a-f]{64}", secrets.new_hex_secret())
    assert len(secrets.new_hex_secret(33)) == 33
    assert secrets.new_whsec() != secrets.new_whsec()


@pytest.mark.parametrize("text", ["", "whsec_!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_abc"])
def test_other_texts_are_no_whsec(text):
    with pytest.raises(secrets.BadKey):
        secrets.whsec_bytes(text)


ANY_TEXT = st.text(st.characters())  # also lone surrogates, which JSON can carry


@given(ANY_TEXT, ANY_TEXT)
def test_constant_equal_is_equality(left, right):
    assert secrets.constant_equal(left, right) == (left == right)
    assert secrets.constant_equal(left, left)
