"""What an operator may name, and what is said when something is missing."""

from __future__ import annotations

import importlib.metadata
import inspect
from collections.abc import Mapping
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.domain.errors import Unavailable
from vivavoce.live.voice import vendors
from vivavoce.live.voice.vendors import EARS, MOUTHS, Account, Row, Wish

ROLES: list[tuple[str, Mapping[str, Row]]] = [("STT", EARS), ("TTS", MOUTHS)]
ROWS = [pytest.param(role, rows, vendor, id=f"{role}-{vendor}") for role, rows in ROLES for vendor in rows]
WHOLE = Account(key="k", voice="alloy", region="westeurope")


def refusal(role: str, named: str, account: Account) -> str:
    with pytest.raises(Unavailable) as refused:
        vendors.found(role, dict(ROLES)[role], named, account)
    return refused.value.message


@pytest.mark.parametrize(("role", "rows", "vendor"), ROWS)
def test_every_row_names_a_service_of_pipecats_and_what_it_takes(
    role: str, rows: Mapping[str, Row], vendor: str
) -> None:
    row = rows[vendor]
    module, _, name = row.made_by.partition(":")
    made = getattr(import_module(module), name)
    assert {"api_key", row.address[0]} <= set(inspect.signature(made.__init__).parameters)
    made.Settings(**row.chosen(Wish(row.model, "alloy", ("PostgreSQL",), 0.8)))


@pytest.mark.parametrize(("role", "rows", "vendor"), ROWS)
def test_what_is_missing_is_said(role: str, rows: Mapping[str, Row], vendor: str) -> None:
    row, named = rows[vendor], f"{vendor}:{rows[vendor].model}"
    assert vendors.found(role, rows, named, WHOLE) == (row, row.model)
    assert refusal(role, named, Account()) == f"VIVAVOCE_{role}={named} needs VIVAVOCE_{role}_KEY."
    assert refusal(role, vendor, WHOLE) == f"VIVAVOCE_{role}={vendor} names no model; for example {named}."
    for need in set(row.needs) - {"key"}:
        setting = "VIVAVOCE_SPEECH_REGION" if need == "region" else f"VIVAVOCE_{role}_{need.upper()}"
        assert refusal(role, named, Account(key="k")) == f"VIVAVOCE_{role}={named} needs {setting}."


@pytest.mark.parametrize(("role", "rows", "vendor"), ROWS)
def test_a_vendor_whose_package_is_missing(
    role: str, rows: Mapping[str, Row], vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def version(package: str) -> str:
        raise importlib.metadata.PackageNotFoundError(package)

    monkeypatch.setattr(importlib.metadata, "version", version)
    row, named = rows[vendor], f"{vendor}:{rows[vendor].model}"
    if row.package:
        assert refusal(role, named, WHOLE) == (
            f'VIVAVOCE_{role}={named} needs the package {row.package}: pip install ".[voice,voice-vendors]".'
        )
    else:
        assert vendors.found(role, rows, named, WHOLE) == (row, row.model)


@given(
    st.text() | st.sampled_from([*EARS, *MOUTHS]).flatmap(lambda vendor: st.text().map(f"{vendor}:".__add__))
)
def test_whatever_is_named_is_found_or_refused(named: str) -> None:
    vendor, _, model = named.partition(":")
    for role, rows in ROLES:
        if vendor in rows and model:
            assert vendors.found(role, rows, named, WHOLE) == (rows[vendor], model)
        else:
            assert refusal(role, named, WHOLE).startswith(f"VIVAVOCE_{role}={named} ")


def test_a_region_is_not_needed_where_a_gateway_is_named() -> None:
    gateway = Account(key="k", url="wss://gateway.example/speech")
    assert vendors.found("STT", EARS, "azure:standard", gateway)[1] == "standard"


@pytest.mark.parametrize(
    ("url", "vendor", "address"),
    [
        (None, "deepgram", "wss://api.deepgram.com"),
        ("https://gateway.example/dg/", "deepgram", "wss://gateway.example/dg"),
        ("http://10.0.0.1:8080", "cartesia", "ws://10.0.0.1:8080"),
        ("wss://gateway.example", "openai", "https://gateway.example"),
        ("https://gateway.example/v1", "openai-realtime", "wss://gateway.example/v1/realtime"),
        ("wss://gateway.example:8443", "elevenlabs", "gateway.example:8443"),
        (None, "azure", None),
    ],
)
def test_a_gateway_is_spoken_to_in_the_vendors_own_protocol(
    url: str | None, vendor: str, address: str | None
) -> None:
    account = Account(key="k", region="westeurope", url=url)
    arguments = vendors.addressed(EARS[vendor], account)
    assert arguments == ({EARS[vendor].address[0]: address} if address else {"region": "westeurope"})


@given(st.floats(0.1, 10.0))
def test_a_pace_stays_inside_the_vendors_limits(pace: float) -> None:
    within = Wish("m", "v", pace=pace).within(0.7, 1.2)
    assert within is None if pace == 1.0 else within is not None and 0.7 <= within <= 1.2
