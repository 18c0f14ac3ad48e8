"""Screenshots of a walk through the pages: kept in a folder, with a page that shows them in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page

HEAD = (
    "# A tour\n\nMade by `make tour`: a test walks through a recruiter's and a candidate's day in a real browser, "
    "on a server\nwith nothing but its embedded parts, and takes these pictures on the way.\n"
)


@dataclass(slots=True)
class Tour:
    """Takes pictures into `folder`; `shots` are (file, caption) in the order they were taken."""

    folder: Path
    shots: list[tuple[str, str]] = field(default_factory=list)

    def take(self, page: Page, name: str, caption: str) -> None:
        """One picture of what can be seen now."""
        page.evaluate("document.fonts.ready")
        file = f"{len(self.shots) + 1:02}-{name}.png"
        page.screenshot(path=self.folder / file, animations="disabled")
        self.shots.append((file, caption))

    def bind(self) -> str:
        """The page that shows them."""
        parts = [f"## {caption}\n\n![{caption}]({file})\n" for file, caption in self.shots]
        return "\n".join([HEAD, *parts])
