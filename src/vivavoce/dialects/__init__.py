"""The products whose API is spoken here."""

from vivavoce.dialects.a2a import A2A
from vivavoce.dialects.dialect import Dialect
from vivavoce.dialects.instaview import INSTAVIEW
from vivavoce.dialects.introwa import INTROWA
from vivavoce.dialects.ninjahire import NINJAHIRE
from vivavoce.dialects.ntrvsta import NTRVSTA

ALL: tuple[Dialect, ...] = (INSTAVIEW, NINJAHIRE, NTRVSTA, INTROWA, A2A)
