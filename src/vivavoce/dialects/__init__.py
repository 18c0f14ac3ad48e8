"""The products whose API is spoken here."""

from vivavoce.dialects.dialect import Dialect
from vivavoce.dialects.instaview import INSTAVIEW

ALL: tuple[Dialect, ...] = (INSTAVIEW,)
