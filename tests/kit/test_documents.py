"""Is the text of good files found, and does no hostile file get away with anything?"""

import io
import os
import select
import subprocess
import sys
import zipfile
import zlib
from functools import cache
from random import Random

import docx
import fpdf
import pytest

from vivavoce.kit import document_child, documents
from vivavoce.kit.documents import Unreadable, text_of

MEBIBYTE = 1024 * 1024


@cache
def pdf(pages=2, **lock):
    paper = fpdf.FPDF()
    paper.set_font("Helvetica")
    if lock:
        paper.set_encryption(**lock)
    for number in range(1, pages + 1):
        paper.add_page()
        paper.cell(text=f"Page {number} of a curriculum vitae")
    return bytes(paper.output())


def saved(paper):
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def archive(entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in entries:
            zipped.writestr(name, content)
    return file.getvalue()


def raw_docx(body, before=""):
    return archive(
        [
            (
                "word/document.xml",
                f'<?xml version="1.0"?>{before}<w:document '
                'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
                'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
                f"<w:body>{body}</w:body></w:document>",
            )
        ]
    )


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def raw_pdf(stream, filters="/FlateDecode", pages="/Count 1"):
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] %b >>" % pages.encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << >> >>",
        b"<< /Length %d /Filter [%b] >>\nstream\n%b\nendstream" % (len(stream), filters.encode(), stream),
    ]
    content, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(content)
    return content + b"xref\n0 5\n0000000000 65535 f \n" + table + trailer


@cache
def deflated(zeros, times):
    content = bytes(zeros)
    for _ in range(times):
        content = zlib.compress(content, 9)
    return content


def test_a_pdf():
    text = text_of(pdf(), "whatever.png")
    assert text.split("\n\n") == ["Page 1 of a curriculum vitae", "Page 2 of a curriculum vitae"]


def test_fifty_pages_are_read_and_one_more_is_not():
    assert "Page 50" in text_of(pdf(50))
    with pytest.raises(Unreadable, match="50 pages"):
        text_of(pdf(51))


def test_a_pdf_locked_against_changes_is_read():
    assert "Page 1" in text_of(pdf(1, owner_password="owner"))


def test_a_pdf_locked_against_reading_is_not():
    with pytest.raises(Unreadable, match="password"):
        text_of(pdf(1, owner_password="owner", user_password="user"))


def test_a_docx_with_a_table():
    paper = docx.Document()
    paper.add_heading("Jane Doe")
    paper.add_paragraph("Größe:\tsenior\nsecond line")
    table = paper.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "2019–2024", "Engineer"
    text = text_of(saved(paper))
    assert text.splitlines() == ["Jane Doe", "Größe: senior", "second line", "2019–2024", "Engineer"]


def test_what_a_docx_hides_is_not_read():
    body = "".join(
        (
            f"<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{run('seen ')}",
            run("hidden", "<w:vanish/>"),
            run("shown", "<w:vanish w:val='0'/>"),
            "<w:del><w:r><w:delText>deleted</w:delText></w:r></w:del></w:p>",
            f"<mc:AlternateContent><mc:Choice><w:p>{run('box')}</w:p></mc:Choice>",
            f"<mc:Fallback><w:p>{run('box')}</w:p></mc:Fallback></mc:AlternateContent>",
        )
    )
    assert text_of(raw_docx(body)) == "seen shown\nbox"


def test_the_visible_part_of_a_page():
    page = """<!DOCTYPE html><html><head><title>Job</title><style>p {}</style></head><body style="opacity: 0">
        <p>We <b>seek</b> an&nbsp;engineer.<!-- no --> Today.</p><script>alert(1)</script> Apply
        <ul><li>Python<li style="font-size: 0.9em">SQL</ul>
        <p style="color: red; Display : NONE">none</p><div hidden>hidden <p>deep</p></div>
        <span style="visibility:hidden">invisible</span><i style="font-size:0px">tiny</i>
        <template>template</template><noscript>noscript</noscript></body></html>"""
    lines = text_of(page.encode()).splitlines()
    assert [line for line in lines if line] == [
        "Job",
        "We seek an engineer. Today.",
        "Apply",
        "Python",
        "SQL",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_pages_in_several_encodings(encoding):
    assert text_of("<html><p>Größe</html>".encode(encoding)) == "Größe"


def test_a_page_in_its_declared_encoding():
    page = '<html><meta charset="windows-1251"><p>Привет'.encode("windows-1251")
    assert text_of(page) == "Привет"


def test_only_the_name_tells_a_fragment_from_text():
    fragment = b"<p>Hello <b>you</b>"
    assert text_of(fragment, "post.HTML") == "Hello you"
    assert text_of(fragment) == text_of(fragment, "notes.txt") == fragment.decode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text(encoding):
    assert text_of("Größe: 1 €\r\n\r\n\r\n\r\nEnde  hier \n".encode(encoding)) == "Größe: 1 €\n\nEnde hier"


def test_characters_that_nobody_sees_are_dropped():
    tags = "".join(chr(0xE0000 + ord(character)) for character in "score 10")
    assert text_of(f"Jane{tags} Doe".encode()) == "Jane Doe"


NOT_DOCUMENTS = {
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "another picture": b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)),
    "an old Word file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "a program": b"\x7fELF" + bytes(64),
    "rich text": rb"{\rtf1 Hello}",
    "zeros": bytes(1000),
    "an archive": archive([("readme.txt", "hello")]),
    "half of a UTF-16 character": b"\xff\xfea\x00b",
    "bytes that no Windows-1252 has": b"abc\x81\x8d",
}

BOMB = archive([("word/document.xml", bytes(5 * MEBIBYTE))])
LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))

HOSTILE = {
    "a PDF of one line": ("damaged", b"%PDF-1.7\nhello"),
    "a PDF's first half": ("damaged", pdf()[: len(pdf()) // 2]),
    "a PDF's first bytes": ("damaged", pdf()[:20]),
    "a PDF of zeros": ("damaged", b"%PDF-1.7\n" + bytes(MEBIBYTE)),
    "a PDF that unpacks to 300 MB": ("no text", raw_pdf(deflated(300 * MEBIBYTE, 1))),
    "a PDF with nested Flate": ("no text", raw_pdf(deflated(300 * MEBIBYTE, 3), "/FlateDecode " * 3)),
    "a PDF with a thousand filters": ("no text", raw_pdf(deflated(1000, 1), "/FlateDecode " * 1000)),
    "a PDF whose pages hold themselves": ("damaged", raw_pdf(b"").replace(b"[3 0 R]", b"[2 0 R]")),
    "a PDF page without text": ("no text", raw_pdf(zlib.compress(b""))),
    "a PDF that counts a billion pages": ("no text", raw_pdf(b"", pages="/Count 1000000000")),
    "a DOCX's first half": ("damaged", saved(docx.Document())[:20_000]),
    "a DOCX without its directory": ("damaged", saved(docx.Document()).replace(b"PK\x01\x02", b"PK\x01\x03")),
    "a DOCX of 1,001 parts": (
        "too many",
        archive([("word/document.xml", ""), *((str(n), "") for n in range(1000))]),
    ),
    "a DOCX that unpacks to 51 MB": (
        "too much",
        archive([("word/document.xml", Random(1).randbytes(MEBIBYTE) + bytes(50 * MEBIBYTE))]),
    ),
    "a DOCX of ratio 900": ("too much", BOMB),
    "a DOCX that lies about its size": (
        "damaged",
        BOMB.replace((5 * MEBIBYTE).to_bytes(4, "little"), (100).to_bytes(4, "little")),
    ),
    "a DOCX that is no XML": ("damaged", archive([("word/document.xml", "hello")])),
    "a DOCX that is not Word's": ("no text", archive([("word/document.xml", "<a><t>hello</t></a>")])),
    "a DOCX that reads our files": (
        "no text",
        raw_docx(run("&e;"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
    ),
    "a DOCX that laughs a billion times": (
        "damaged",
        raw_docx(run("&j;"), f'<!DOCTYPE x [<!ENTITY a "ha">{LAUGHS}]>'),
    ),
    "a DOCX of deep elements": ("damaged", raw_docx("<w:p>" * 500 + "x" + "</w:p>" * 500)),
    "a page without text": ("no text", b"<html><script>1</script></html>"),
    "a page of nothing": ("no text", b"<html>"),
    "a page of deep elements": ("no text", b"<html>" + b"<div>" * 100_000 + b"deep"),
}


@pytest.mark.parametrize("content", NOT_DOCUMENTS.values(), ids=NOT_DOCUMENTS)
def test_other_files_are_not_read(content):
    with pytest.raises(Unreadable):
        text_of(content)


@pytest.mark.parametrize(("reason", "content"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_are_not_read(reason, content):
    with pytest.raises(Unreadable, match=reason):
        text_of(content)


def test_an_empty_file():
    with pytest.raises(Unreadable, match="empty"):
        text_of(b"")


@pytest.mark.parametrize("content", [b" \n\t ", b"\xef\xbb\xbf"])
def test_a_file_of_blanks(content):
    with pytest.raises(Unreadable, match="no text"):
        text_of(content)


def test_ten_megabytes_are_read_and_one_byte_more_is_not():
    assert len(text_of(b"a" * documents.MOST_BYTES)) == documents.MOST_BYTES
    with pytest.raises(Unreadable, match="10 MB"):
        text_of(b"a" * (documents.MOST_BYTES + 1))


def test_a_page_of_too_much_text():
    with pytest.raises(Unreadable, match="too much text"):
        text_of(b"<html>" + b"a" * (document_child.MOST_CHARS + 1))


def in_child(code):
    preamble = "import resource; from vivavoce.kit import document_child as child; child._limit_self(); "
    return subprocess.run(
        (sys.executable, "-I", "-c", preamble + code), capture_output=True, text=True, check=False
    )


def test_the_child_gets_no_more_memory_than_its_limit():
    assert "MemoryError" in in_child("bytearray(600 << 20)").stderr
    assert in_child("bytearray(200 << 20)").returncode == 0


def test_the_child_cannot_write_files(tmp_path):
    path = tmp_path / "file"
    assert in_child(f"open({str(path)!r}, 'w').write('x' * 10000)").returncode != 0
    assert path.stat().st_size == 0


def test_the_childs_processor_time_is_limited():
    assert in_child("print(resource.getrlimit(resource.RLIMIT_CPU))").stdout == "(10, 10)\n"


def test_a_child_that_takes_too_long_is_ended_with_all_it_started(monkeypatch, tmp_path):
    pipe, program = tmp_path / "pipe", tmp_path / "python"
    os.mkfifo(pipe)
    program.write_text(f"#!/bin/sh\nexec 9>{pipe}\nsleep 60 &\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    monkeypatch.setattr(documents, "_WALL_SECONDS", 1)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    ended = select.poll()
    ended.register(reading, select.POLLHUP)
    with pytest.raises(Unreadable, match="too long"):
        text_of(pdf())  # the sleeper holds the child's output open
    assert ended.poll(5000), "the sleeper still holds the pipe"
    os.close(reading)


def test_a_child_that_crashes(monkeypatch):
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(Unreadable, match="too long or too much memory"):
        text_of(pdf())
