"""What does an outline of a job say: its title, and piece by piece its tasks, skills and conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from vivavoce.interviewer.post import duties, plain
from vivavoce.interviewer.rules.bank import bank
from vivavoce.interviewer.rules.forms import OutlineForm
from vivavoce.interviewer.skills import Skill

_BULLET = re.compile(r"^\s*(?:[-*•·▪◦‣–—]|\d{1,2}[.)])\s*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|;\s*")
_COMMAS = re.compile(r",\s*(?:and\s+|or\s+)?|\s+\+\s+")
_CLAUSES = re.compile(r"\s+(?:who|that|to)\s+")
_BEFORE, _BEHIND = " ,:;!–-(", " .,:;!–-)"
_LONGEST_TITLE, _TITLE_WORDS, _SHORTEST = 80, 8, 3


class Kind(StrEnum):
    """What a piece of an outline is. A TASK is no duty as `duty` reads one; LEFT_OUT must not be said.

    MUST and NICE are skills, WANTED and WISHED requirements in the outline's own words.
    """

    TITLE = "title"
    DUTY = "duty"
    TASK = "task"
    MUST = "must"
    NICE = "nice"
    WANTED = "wanted"
    WISHED = "wished"
    TERMS = "terms"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing an outline says: a duty as it follows "to", a skill by its name, the rest as written."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence, and the label that holds for it: "", or a key of `OutlineForm.labels`."""

    label: str
    text: str


def read(outline: str, words: OutlineForm) -> tuple[Piece, ...]:
    """The pieces of `outline` in their order, without repeats, the title first where there is one."""
    said = list(_sentences(plain(outline), words))
    pieces: list[Piece] = []
    place = _place_of_title(said, words)
    if place is not None:
        title, rest = _title(said[place].text, words)
        pieces.append(_lawful(Piece(Kind.TITLE, title), title, words))
        said[place : place + 1] = [_Sentence("", rest)] if rest else []
    for sentence in said:
        pieces.extend(_pieces(sentence, words))
    return tuple(dict.fromkeys(pieces))


def duty(text: str) -> str:
    """The duty that a list of tasks with the line `text` would be read to hold; "" when none, or another."""
    found = duties(f"Tasks:\n- {text}", bank().post)
    return found[0] if len(found) == 1 and duties(f"Tasks:\n- {found[0]}", bank().post) == found else ""


def _sentences(outline: str, words: OutlineForm) -> Iterator[_Sentence]:
    """Every sentence with its label. A label alone on a line holds until a blank line or the next one."""
    above = ""
    for line in outline.splitlines():
        bare = _BULLET.sub("", line).lstrip(" #*_").rstrip(" *_")
        label, rest = _label(bare, words)
        if not rest:
            above = label
        for part in _SENTENCES.split(rest):
            own, text = _label(part.strip(), words)
            if _bare(text):
                yield _Sentence(own or label or above, _bare(text))


def _label(text: str, words: OutlineForm) -> tuple[str, str]:
    """The label that `text` begins with, and what comes after it."""
    for label, pattern in words.labels.items():
        if begins := pattern.match(text):
            return label, text[begins.end() :]
    return "", text


def _bare(text: str) -> str:
    return text.lstrip(_BEFORE).rstrip(_BEHIND)


def _place_of_title(said: list[_Sentence], words: OutlineForm) -> int | None:
    """Where the title stands: under its label, in a sentence that names the position, or at the beginning."""
    fit = [n for n, sentence in enumerate(said) if not _unlawful(sentence.text.split(",")[0], words)]
    labelled = [n for n in fit if said[n].label == "title"]
    named = [n for n in fit if words.hiring.search(said[n].text)]
    first = [n for n in fit[:1] if not said[n].label and _could_be_title(said[n].text, words)]
    return next(iter(labelled + named + first), None)


def _could_be_title(text: str, words: OutlineForm) -> bool:
    title, skills = words.opening.match(text), bank().skills
    if title is None or title[0].lower() in {skill.name.lower() for skill in skills.skills}:
        return False
    return bool(words.role.search(title[0])) or not (
        duty(title[0]) or skills.find(title[0]) or len(title[0].split()) > _TITLE_WORDS
    )


def _title(text: str, words: OutlineForm) -> tuple[str, str]:
    """The title in a sentence, and what the sentence says besides."""
    named = words.hiring.search(text)
    title = named["title"] if named else (words.opening.match(text) or [text])[0]
    rest = text[named.end() if named else len(title) :]
    whole = _bare(" ".join(title.split())[:_LONGEST_TITLE])
    return whole[:1].upper() + whole[1:], _bare(_CLAUSES.sub(", ", rest))


def _pieces(sentence: _Sentence, words: OutlineForm) -> Iterator[Piece]:
    """A duty as a whole, or what stands between the commas; "ideally" holds for all that comes after it."""
    whole = "" if sentence.label == "nice" or words.nice.search(sentence.text) else duty(sentence.text)
    if whole or (sentence.label == "duties" and not duty(_COMMAS.split(sentence.text)[0])):
        piece = Piece(Kind.DUTY, whole) if whole else Piece(Kind.TASK, sentence.text)
        yield _lawful(piece, sentence.text, words)
        return
    nice = sentence.label == "nice"
    for part in _COMMAS.split(sentence.text):
        wished = words.nice.search(part)
        nice = nice or bool(wished and wished.start() == 0)
        said = _bare(words.nice.sub(" ", part))
        found = _task_or_terms(said, words) or _required(said, nice or bool(wished), words)
        yield from (_lawful(piece, said, words) for piece in found)


def _task_or_terms(said: str, words: OutlineForm) -> tuple[Piece, ...]:
    bare = _bare(words.joint.sub("", said))
    if task := duty(bare):
        return (Piece(Kind.DUTY, task),)
    stated = words.terms.search(said) and not bank().skills.find(said)
    return (Piece(Kind.TERMS, bare),) if stated else ()


def _required(said: str, wished: bool, words: OutlineForm) -> tuple[Piece, ...]:
    """The skills that a few words name, and the words themselves where they say more or it differently."""
    bare = _bare(words.joint.sub("", said))
    named = bank().skills.find(bare)
    skills = named or bank().skills.match([bare]).skills
    pieces = tuple(Piece(Kind.NICE if wished else Kind.MUST, skill.name) for skill in skills)
    enough = bool(skills) and (not named or (len(named) == 1 and _means(bare, named[0])))
    if enough or (not skills and len(bare) < _SHORTEST):
        return pieces
    return (*pieces, Piece(Kind.WISHED if wished else Kind.WANTED, bare))


def _means(text: str, skill: Skill) -> bool:
    """Whether `text` is the skill's name or an alias much like it: "kafka" and "postgres", not "Zendesk"."""
    bare, name = text.lower(), skill.name.lower()
    return bare == name or (bare in skill.aliases and (bare in name or bare[0] == name[0]))


def _lawful(piece: Piece, said: str, words: OutlineForm) -> Piece:
    """`piece`, or as LEFT_OUT what speaks to a machine or prefers people on a protected ground."""
    return Piece(Kind.LEFT_OUT, said) if _unlawful(said, words) else piece


def _unlawful(said: str, words: OutlineForm) -> bool:
    return bool(bank().post.unsafe.search(said) or words.forbidden.search(said) or bank().ground(said))
