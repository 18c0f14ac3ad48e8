"""What runs in the limited child process that reads an untrusted document?

`python -I -m vivavoce.kit.document_child <pdf|docx|html>` takes the file on standard input and writes to
standard output: the text (exit 0), or in one line why there is none (exit 3). Anything else is a crash.
"""

import io
import re
import resource
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

EXIT_TEXT: Final = 0
EXIT_REASON: Final = 3

MOST_PAGES: Final = 50
MOST_CHARS: Final = 2_000_000
_MOST_ENTRIES: Final = 1000
_MOST_UNPACKED: Final = 50 * 1024 * 1024
_MOST_RATIO: Final = 100
_MEMORY_BYTES: Final = 512 * 1024 * 1024
_CPU_SECONDS: Final = 10

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS: Final = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n"}

_UNSEEN_TAG: Final = re.compile("script|style|template|noscript|svg|object|iframe|select|textarea")
_UNSEEN_STYLE: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|(?:font-size|opacity)\s*:\s*0(?![.\d])",
    re.IGNORECASE,
)
_INLINE_TAG: Final = re.compile(
    "a|abbr|b|bdi|bdo|cite|code|dfn|em|font|i|kbd|label|mark|q|s|samp|small|span|strong|sub|sup|time|u|var|wbr"
)


class Unreadable(Exception):
    """There is no text to be had from this file; `reason` is fit to be shown to whoever sent it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def pdf_text(content: bytes) -> str:
    """The text of a PDF, page by page; also of one locked against changes only, not against reading."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("the PDF is protected by a password")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(f"the PDF has more than {MOST_PAGES} pages")
    return "\n\n".join(page.extract_text() for page in reader.pages)


def docx_text(content: bytes) -> str:
    """The text of a DOCX's body: paragraphs, tables and text boxes, without hidden or deleted text."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return "".join(_docx_pieces(etree.fromstring(_docx_body(content), parser)))


def html_text(content: bytes) -> str:
    """The text a reader of the page would see, going by its elements alone: style sheets are not applied."""
    from lxml import etree, html

    parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    root = html.document_fromstring(_decoded(content), parser=parser)
    # The whole page is exempt: many hide it until their script has run.
    for element in root.xpath("//*[not(self::html or self::body)]"):
        hidden = "hidden" in element.attrib or _UNSEEN_STYLE.search(element.get("style", ""))
        if hidden or _UNSEEN_TAG.fullmatch(element.tag):
            element.drop_tree()
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if not _INLINE_TAG.fullmatch(element.tag):
            pieces.append("\n")
        pieces.append((element.text if event == "start" else element.tail) or "")
    return "".join(pieces)


READERS: Final[Mapping[str, Callable[[bytes], str]]] = {"pdf": pdf_text, "docx": docx_text, "html": html_text}


def main() -> int:
    """Read standard input as the kind of file that the command line names; the exit code."""
    _limit_self()
    try:
        text, code = READERS[sys.argv[1]](sys.stdin.buffer.read()), EXIT_TEXT
        if len(text) > MOST_CHARS:
            raise Unreadable("the file holds too much text")
    except Unreadable as error:
        text, code = error.reason, EXIT_REASON
    except MemoryError:
        text, code = "the file takes too much memory to read", EXIT_REASON
    except Exception:  # a broken file may make the libraries raise anything
        text, code = "the file is damaged, or not what it says it is", EXIT_REASON
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return code


def _limit_self() -> None:
    if sys.platform == "linux":  # elsewhere the address space holds more than we use, and cannot be limited
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _docx_body(content: bytes) -> bytes:
    from zipfile import ZipFile

    with ZipFile(io.BytesIO(content)) as archive:
        entries = archive.infolist()
        unpacked = sum(entry.file_size for entry in entries)
        if len(entries) > _MOST_ENTRIES:
            raise Unreadable("the DOCX has too many parts")
        if unpacked > _MOST_UNPACKED or unpacked > _MOST_RATIO * len(content):
            raise Unreadable("the DOCX unpacks to too much")
        return archive.read("word/document.xml")


def _docx_pieces(root: "_Element") -> list[str]:
    for fallback in list(root.iter(f"{_MC}Fallback")):  # repeats the text box before it
        fallback.clear()
    for mark in list(root.iter(f"{_W}vanish")):
        run = mark.getparent().getparent()
        if run.tag == f"{_W}r" and mark.get(f"{_W}val") not in ("0", "false", "off"):
            run.clear()
    pieces: list[str] = []
    for element in root.iter(f"{_W}p", f"{_W}t", *_BREAKS):
        if element.tag == f"{_W}p":
            pieces.append("\n")
        elif element.tag == f"{_W}t":
            pieces.append(element.text or "")
        else:
            pieces.append(_BREAKS[element.tag])
    return pieces


def _decoded(content: bytes) -> str | bytes:
    """UTF-16 and UTF-8 as text; anything else as it is, for the parser to find the declared encoding."""
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content


if __name__ == "__main__":
    sys.exit(main())
