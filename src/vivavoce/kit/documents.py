"""What plain text does an uploaded file hold?"""

import os
import re
import signal
import subprocess
import sys
import threading
from typing import Final, Literal

from vivavoce.kit.document_child import EXIT_REASON, EXIT_TEXT, Unreadable

__all__ = ["MOST_BYTES", "Unreadable", "text_of"]

Kind = Literal["pdf", "docx", "html", "text"]

MOST_BYTES: Final = 10 * 1024 * 1024
_WALL_SECONDS: Final = 20
_CHILDREN = threading.BoundedSemaphore(2)
_HEAD_BYTES: Final = 2048
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_HTML: Final = re.compile(r"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_BINARY: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNSEEN: Final = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\ufeff\U000e0000-\U000e007f]"
)  # controls, tag characters
_GAP: Final = re.compile(r"\n{3,}")


def text_of(content: bytes, name: str | None = None) -> str:
    """The text of a PDF, DOCX, HTML or plain text file, spaces and blank lines brought down to single ones.

    The content tells the type; `name` only tells a page fragment (`.html`) from plain text. PDF, DOCX and
    HTML are parsed in a child process with 512 MB, 10 s of CPU and 20 s in all, killed with whatever it
    started; it asks for no network, but nothing keeps it off. Two children run at once in a process, others
    wait: use a thread. Unreadable says why there is no text: empty, above 10 MB or 50 pages, locked,
    damaged, a scan, another type.
    """
    if not content:
        raise Unreadable("the file is empty")
    if len(content) > MOST_BYTES:
        raise Unreadable("the file is larger than 10 MB")
    kind = _kind(content, name or "")
    text = _tidy(_plain(content) if kind == "text" else _in_turn(kind, content))
    if not text:
        raise Unreadable("there is no text in the file; it may be a scan")
    return text


def _in_turn(kind: Kind, content: bytes) -> str:
    with _CHILDREN:
        return _read_in_child(kind, content)


def _kind(content: bytes, name: str) -> Kind:
    head = content[:_HEAD_BYTES]
    if head.lstrip().startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04") and b"word/document.xml" in content:
        return "docx"
    start = head.decode("utf-16" if head.startswith(_UTF16) else "utf-8-sig", "ignore").lstrip()
    fragment = name.lower().endswith((".html", ".htm"))
    return "html" if start.startswith("<") and (fragment or _HTML.search(start)) else "text"


def _plain(content: bytes) -> str:
    """UTF-8, UTF-16 with a byte order mark, else Windows-1252; Unreadable when that shows it is no text."""
    if content.startswith(b"{\\rtf"):
        raise Unreadable("RTF is not read; save it as PDF or DOCX")
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise Unreadable("not a PDF, DOCX, HTML or text file")


def _read_in_child(kind: Kind, content: bytes) -> str:
    command = (sys.executable, "-I", "-m", "vivavoce.kit.document_child", kind)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
        start_new_session=True,
    ) as child:
        try:
            output, _ = child.communicate(content, timeout=_WALL_SECONDS)
        except subprocess.TimeoutExpired:
            raise Unreadable("the file takes too long to read") from None
        finally:
            _kill_group(child.pid)
    if child.returncode == EXIT_TEXT:
        return output.decode()
    if child.returncode == EXIT_REASON:
        raise Unreadable(output.decode())
    raise Unreadable("the file takes too long or too much memory to read")


def _kill_group(leader: int) -> None:
    try:
        os.killpg(leader, signal.SIGKILL)
    except ProcessLookupError:
        return


def _tidy(text: str) -> str:
    lines = (" ".join(line.split()) for line in _UNSEEN.sub("", text).splitlines())
    return _GAP.sub("\n\n", "\n".join(lines)).strip()
