"""How is something drawn on a page: text, bars, scales, quotes and columns, in one look?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

Colour = tuple[int, int, int]

INK: Colour = (31, 41, 55)
GREY: Colour = (107, 114, 128)
LINE: Colour = (209, 213, 219)
PALE: Colour = (246, 247, 248)
ACCENT: Colour = (15, 92, 92)
TINT: Colour = (186, 215, 212)
MARGIN = 18.0
WIDTH = 210 - 2 * MARGIN
LEADING = 0.5
"""Height of a line in millimetres for each point of its type: 1.4 times the size."""

_FONT_FOLDERS = ("/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu", "/usr/share/fonts/TTF")
_FONT_FILES = {"": "DejaVuSans.ttf", "B": "DejaVuSans-Bold.ttf"}
_PLAIN = str.maketrans({"–": "-", "—": "-", "•": "·", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."})


class Sheet:
    """A4 pages that fill from the top; sizes in points, lengths in millimetres."""

    def __init__(self, title: str, owner: str, made_at: datetime) -> None:
        self._fonts = _unicode_fonts()
        self._family = "sans" if self._fonts else "helvetica"
        self._pdf = _document(self._running_foot(owner))
        for style, path in self._fonts.items():
            self._pdf.add_font(self._family, style, path)
        self._pdf.set_title(self._fit(title))
        self._pdf.set_author(self._fit(owner))
        self._pdf.set_creation_date(made_at)
        self._pdf.set_margin(MARGIN)
        self._pdf.c_margin = 0
        self._pdf.set_auto_page_break(True, margin=22)
        self._pdf.add_page()

    def bytes(self) -> bytes:
        """The finished document."""
        return bytes(self._pdf.output())

    def space(self, height: float) -> None:
        """Leave room."""
        self._pdf.ln(height)

    def write(self, text: str, *, size: float, bold: bool = False, colour: Colour = INK) -> None:
        """A paragraph over the whole width."""
        self._type(size, bold, colour)
        self._block(WIDTH, size, text)

    def title(self, text: str, aside: str) -> None:
        """A section's name, with a short remark at the right end of its line."""
        y = self._pdf.y
        self._type(8, False, GREY)
        self._pdf.set_xy(MARGIN, y + 1)
        self._pdf.cell(WIDTH, 5, self._fit(aside), align="R")
        self._pdf.set_xy(MARGIN, y)
        self._type(12, True, INK)
        self._block(WIDTH - 30, 12, text)
        self.space(1.5)

    def rule(self) -> None:
        """A hairline over the whole width."""
        self._pdf.set_draw_color(*LINE)
        self._pdf.set_line_width(0.2)
        self._pdf.line(MARGIN, self._pdf.y, MARGIN + WIDTH, self._pdf.y)
        self.space(4)

    @contextmanager
    def panel(self, height: float) -> Iterator[None]:
        """A pale box; what is drawn inside starts at its upper left corner."""
        top = self._pdf.y
        self._pdf.set_fill_color(*PALE)
        self._pdf.rect(MARGIN, top, WIDTH, height, style="F", round_corners=True, corner_radius=2)
        yield
        self._pdf.set_xy(MARGIN, top + height)

    def together(self, draw: Callable[[Sheet], None]) -> None:
        """Draw unbroken what is at most half a page high: on the next page when it does not fit here."""
        if self._pdf.y > self._pdf.h / 2:
            with self._pdf.offset_rendering() as rehearsal:
                draw(self)
            if rehearsal.page_break_triggered:
                self._pdf.add_page()
        draw(self)

    def figure(self, number: str, unit: str) -> None:
        """A large number at the left of a panel."""
        top = self._pdf.y
        self._type(28, True, ACCENT)
        self._pdf.set_xy(MARGIN, top + 5)
        self._pdf.cell(38, 11, self._fit(number), align="C")
        self._type(8, False, GREY)
        self._pdf.set_xy(MARGIN, top + 17)
        self._pdf.cell(38, 4, self._fit(unit), align="C")
        self._pdf.set_xy(MARGIN, top)

    def bar(self, label: str, share: float, colour: Colour, *, row: int) -> None:
        """A labelled bar at the right of a panel, filled to `share` (0–1)."""
        top, left, length = self._pdf.y, MARGIN + 42, WIDTH - 50
        y = top + 4.5 + row * 10
        self._type(8.5, False, INK)
        self._pdf.set_xy(left, y)
        self._pdf.cell(length, 4, self._fit(label))
        self._strip(left, y + 5, length, LINE)
        if share > 0:
            self._strip(left, y + 5, length * min(share, 1.0), colour)
        self._pdf.set_xy(MARGIN, top)

    def scale(self, level: float, low: float, high: float) -> None:
        """A line from 1 to 5: the spread as a band, the level as a dot, and both in figures."""
        top, left, length = self._pdf.y + 2.2, MARGIN + 2, WIDTH - 60

        def at(value: float) -> float:
            return left + (value - 1) / 4 * length

        self._pdf.set_draw_color(*LINE)
        self._pdf.set_line_width(0.4)
        self._pdf.line(left, top, left + length, top)
        self._type(7, False, GREY)
        for mark in range(1, 6):
            self._pdf.line(at(mark), top - 1.2, at(mark), top + 1.2)
            self._pdf.set_xy(at(mark) - 4, top + 2)
            self._pdf.cell(8, 3, str(mark), align="C")
        self._strip(at(low) - 0.8, top - 0.8, at(high) - at(low) + 1.6, TINT)
        self._pdf.set_fill_color(*ACCENT)
        self._pdf.circle(at(level), top, 1.5, style="F")
        self._type(10, True, ACCENT)
        self._pdf.set_xy(left + length + 4, top - 2.5)
        self._pdf.cell(20, 5, f"{level:.1f} of 5")
        self._type(8, False, GREY)
        self._pdf.cell(0, 5, self._fit(f"likely {low:.1f}–{high:.1f}"), align="R")
        self._pdf.set_xy(MARGIN, top + 6)

    def quote(self, text: str, source: str) -> None:
        """Someone's words, marked at the side, with where they come from."""
        self.space(1.5)
        page, top = self._pdf.page, self._pdf.y
        self._type(9, False, INK)
        self._block(WIDTH - 8, 9, f"“{text}”  ({source})", indent=5)
        if self._pdf.page == page:
            self._strip(MARGIN + 1.5, top + 0.4, 0.7, ACCENT, height=self._pdf.y - top - 0.8)

    def columns(
        self, parts: Sequence[tuple[str, str]], width: float, *, size: float = 9, fill: Colour | None = None
    ) -> None:
        """Headed texts side by side, 4 mm apart; all as high as the highest. Too high a row starts a page."""
        heights = [self._height(width - 4, size, text) for _, text in parts]
        height = max(heights) + size * LEADING + 4
        if self._pdf.will_page_break(height):
            self._pdf.add_page()
        top = self._pdf.y
        for number, (head, text) in enumerate(parts):
            left = MARGIN + number * (width + (4 if width * len(parts) + 8 <= WIDTH else 8))
            if fill:
                self._pdf.set_fill_color(*fill)
                self._pdf.rect(left, top, width, height, style="F", round_corners=True, corner_radius=1.5)
            inset = 2.0 if fill else 0.0
            self._pdf.set_xy(left + inset, top + inset)
            self._type(size, True, ACCENT)
            self._block(width - 4, size, head, indent=left + inset - MARGIN)
            self._type(size, False, INK)
            self._block(width - 4, size, text, indent=left + inset - MARGIN)
        self._pdf.set_xy(MARGIN, top + height)

    def _block(self, width: float, size: float, text: str, indent: float = 0.0) -> None:
        self._pdf.set_x(MARGIN + indent)
        self._pdf.multi_cell(
            width, size * LEADING, self._fit(text), align="L", new_x="LMARGIN", new_y="NEXT", padding=0
        )

    def _height(self, width: float, size: float, text: str) -> float:
        self._type(size, False, INK)
        return float(
            self._pdf.multi_cell(
                width, size * LEADING, self._fit(text), align="L", dry_run=True, output="HEIGHT"
            )
        )

    def _strip(self, x: float, y: float, width: float, colour: Colour, *, height: float = 1.6) -> None:
        self._pdf.set_fill_color(*colour)
        self._pdf.rect(x, y, width, height, style="F")

    def _type(self, size: float, bold: bool, colour: Colour) -> None:
        self._pdf.set_font(self._family, "B" if bold else "", size)
        self._pdf.set_text_color(*colour)

    def _fit(self, text: str) -> str:
        """Text as the font can show it: the built-in one knows Latin-1 only."""
        if self._fonts:
            return text
        return text.translate(_PLAIN).encode("latin-1", "replace").decode("latin-1")

    def _running_foot(self, owner: str) -> Any:
        def draw(pdf: Any) -> None:
            pdf.set_xy(MARGIN, -15)
            pdf.set_font(self._family, "", 7.5)
            pdf.set_text_color(*GREY)
            pdf.cell(WIDTH / 2, 5, self._fit(f"{owner} · confidential"))
            pdf.cell(WIDTH / 2, 5, f"{pdf.page_no()} / {{nb}}", align="R")

        return draw


def _document(draw_foot: Any) -> Any:
    from fpdf import FPDF  # 150 ms that few requests need

    class Document(FPDF):
        def footer(self) -> None:
            draw_foot(self)

    return Document(format="A4")


def _unicode_fonts() -> dict[str, Path]:
    """DejaVu Sans by style, where the system has it; nothing where it has not."""
    for folder in map(Path, _FONT_FOLDERS):
        found = {style: folder / name for style, name in _FONT_FILES.items()}
        if all(path.is_file() for path in found.values()):
            return found
    return {}
