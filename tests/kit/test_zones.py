"""Is a telephone number read as written, and its owner looked for in the right time zones?"""

from __future__ import annotations

import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers.tzdata import TIMEZONE_DATA

from vivavoce.kit.zones import OTHER_NAMES, number_of, zones_of

TOLL_FREE = "+18005550123"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+1 (212) 555-0123", "+12125550123"),
        ("+11234567890", "+11234567890"),
        ("00421 905 123 456", "+421905123456"),
        ("(+91) 98038-79562", "+919803879562"),
        ("tel:+44-20-7946-0958", "+442079460958"),
        ("+44 (0)20 7946 0958", "+442079460958"),
        ("+39 06 1234 5678", "+390612345678"),
        ("＋４２１９０５１２３４５６", "+421905123456"),
        ("+12125550123 ext 5", "+12125550123"),
    ],
)
def test_a_number_is_read_however_it_is_written(text, number):
    assert number_of(text) == number
    assert number_of(number) == number


@pytest.mark.parametrize(
    "text", ["", "+", "hello", "2125550123", "0905 123 456", "+1 555 0123", "+999123456789", "+1" + "2" * 300]
)
def test_what_rings_nobody_or_a_stranger_is_no_number(text):
    assert number_of(text) is None


@given(st.text(alphabet="+0123456789 ()-.ext;=a", max_size=40))
def test_any_text_is_a_number_or_is_not(text):
    number = number_of(text)
    assert number is None or (number[0] == "+" and number[1:].isdecimal() and number_of(number) == number)
    assert zones_of(text)


@pytest.mark.parametrize(
    ("number", "zones"),
    [
        ("+12125550123", ("America/New_York",)),
        ("+14155550123", ("America/Los_Angeles",)),
        ("+14165550123", ("America/Toronto",)),
        ("+17875550123", ("America/Puerto_Rico",)),
        ("+919803879562", ("Asia/Kolkata",)),
        ("+442079460958", ("Europe/London",)),
        ("+447400123456", ("Europe/London",)),
        ("+353861234567", ("Europe/Dublin",)),
        ("+421905123456", ("Europe/Bratislava",)),
        ("+421221234567", ("Europe/Bratislava",)),
        ("+61291234567", ("Australia/Sydney",)),
        ("+34612345678", ("Europe/Madrid", "Atlantic/Canary")),
        ("+5511912345678", ("America/Sao_Paulo",)),
        ("+74951234567", ("Europe/Moscow",)),
    ],
)
def test_a_number_that_tells_its_place(number, zones):
    assert zones_of(number) == zones


def test_a_toll_free_number_may_be_anywhere_in_one_country():
    assert zones_of(TOLL_FREE) == (
        "America/New_York",
        "America/Chicago",
        "America/Denver",
        "America/Phoenix",
        "America/Los_Angeles",
        "America/Anchorage",
        "America/Adak",
        "Pacific/Honolulu",
    )


def test_a_mobile_number_may_be_anywhere_in_its_country():
    australia = zones_of("+61412345678")
    assert {"Australia/Sydney", "Australia/Perth", "Australia/Darwin", "Australia/Lord_Howe"} <= set(
        australia
    )
    assert not {"Indian/Christmas", "Indian/Cocos"} & set(australia)
    russia = zones_of("+79161234567")
    assert {"Europe/Kaliningrad", "Europe/Moscow", "Asia/Kamchatka"} <= set(russia)
    assert not {"Asia/Almaty", "Europe/Bucharest"} & set(russia)


def test_a_place_in_another_country_is_no_place():
    """The library puts this Mexican area in New York's zone too."""
    assert {"America/Mexico_City", "America/Cancun", "America/Tijuana"} <= set(zones_of("+522015550123"))


def test_the_country_narrows_only_what_the_number_leaves_open():
    assert {"America/St_Johns", "America/Vancouver"} <= set(zones_of(TOLL_FREE, "Canada"))
    assert zones_of(TOLL_FREE, "Jamaica") == ("America/Jamaica",)
    assert zones_of("+12125550123", "Canada") == ("America/New_York",)
    assert zones_of("+447400123456", "India") == ("Europe/London",)


def test_a_possible_number_that_is_not_assigned_has_the_zones_of_its_code():
    assert zones_of("+11234567890") == zones_of(TOLL_FREE)
    assert zones_of("+11234567890", "CA")[0] == "America/St_Johns"


def test_a_number_of_no_country_has_the_zones_of_the_given_one_or_the_fallback():
    for number in ("+80012345678", "", "hello"):
        assert zones_of(number, "Slovakia", "Asia/Tokyo") == ("Europe/Bratislava",)
        assert zones_of(number, "Atlantis", "Asia/Tokyo") == ("Asia/Tokyo",)
        assert zones_of(number) == ("UTC",)


@pytest.mark.parametrize(
    ("names", "zone"),
    [
        (
            ("GB", "gb", "UK", "United Kingdom", " great  britain ", "England", "Britain (UK)"),
            "Europe/London",
        ),
        (("SK", "Slovakia", "slovak republic"), "Europe/Bratislava"),
        (("IN", "India", "INDIA"), "Asia/Kolkata"),
        (("US", "USA", "United States", "the United States of America"), "America/New_York"),
    ],
)
def test_a_country_goes_by_its_code_and_its_names(names, zone):
    assert {zones_of("", name)[0] for name in names} == {zone}


def test_every_other_name_is_a_country_with_zones():
    assert all(zones_of("", name, "nowhere") != ("nowhere",) for name in OTHER_NAMES)


def test_zoneinfo_knows_every_zone_the_library_can_name():
    for name in {name for names in TIMEZONE_DATA.values() for name in names}:
        assert ZoneInfo(name).key == name


def test_importing_this_does_not_import_the_library():
    seen = "import sys, vivavoce.kit.zones; print('phonenumbers' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", seen], text=True).strip() == "False"
