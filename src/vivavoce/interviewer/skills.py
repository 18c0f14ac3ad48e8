"""Which skills does a text name, and which known skill is meant by a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from vivavoce.interviewer.words import WORD

_EVIDENCE_OF_SKILL = re.compile(
    r"(?:experience (?:with|in|of|using)|knowledge (?:of|in)|proficien\w+ (?:in|with)|(?:skilled|skills) in|"
    r"familiar\w* with|(?:expertise|expert|coding|programming|written|fluent) in|advanced|using|uses?)\W+$",
    re.IGNORECASE,
)
_FOLLOWS_SKILL = re.compile(
    r"^\W*(?:developer|engineer|programmer|programming|expert|language|skills?)\b", re.IGNORECASE
)
_JOINED = re.compile(r"\s*(?:[,/;|&+•·()-]|\band\b|\bor\b)*\s*", re.IGNORECASE)
_TYPO_LENGTH, _TYPO_TWO_LENGTH = 7, 10
_SAME_NAME = 82.0
_LONGEST_NAME = 5


@dataclass(frozen=True, slots=True)
class Skill:
    """One known skill. `exact`: its name is also an everyday word, so running text must give it away.

    `proper`: a name in its own right that keeps its capital within a sentence ("Salesforce").
    """

    name: str
    category: str
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    exact: bool = False
    proper: bool = False

    @property
    def spoken(self) -> str:
        """The name as it stands within a sentence: "data quality", but "PostgreSQL" and "Ruby on Rails"."""
        first, *later = self.name.split()
        common = (
            first.isalpha() and first.istitle() and " ".join(later).islower()
            if later
            else self.name.istitle()
        )
        return self.name[0].lower() + self.name[1:] if common and not self.proper else self.name


@dataclass(frozen=True, slots=True)
class Matched:
    """What `SkillBase.match` made of a list of names, in their order, without repeats."""

    skills: tuple[Skill, ...]
    unmatched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Likeness:
    """A skill and how like the asked name it is, 0–100 (`rapidfuzz.fuzz.ratio` of its nearest alias)."""

    skill: Skill
    similarity: float


@dataclass(frozen=True, slots=True)
class _Mention:
    skill: Skill
    start: int
    end: int
    sure: bool


def _key(name: str) -> str:
    return " ".join(match.group().lower() for match in WORD.finditer(name))


class SkillBase:
    """All known skills, looked up by name, alias, misspelling or their mention in a text."""

    def __init__(self, skills: Iterable[Skill]) -> None:
        self.skills = tuple(skills)
        self._by_name = {skill.name.lower(): skill for skill in self.skills}
        self._by_alias: dict[str, Skill] = {}
        for skill in self.skills:
            for alias in (skill.name, *skill.aliases):
                self._by_alias.setdefault(_key(alias), skill)
        self._coined = [
            a for a, s in self._by_alias.items() if a.isalpha() and len(a) >= _TYPO_LENGTH and not s.exact
        ]

    def named(self, name: str) -> Skill:
        """The skill of exactly this name, upper or lower case. Raises KeyError."""
        return self._by_name[name.lower()]

    def find(self, text: str) -> tuple[Skill, ...]:
        """The skills `text` names, in the order of their first mention."""
        mentions = self._mentions(text)
        return tuple(dict.fromkeys(m.skill for m in mentions if m.sure or _given_away(m, mentions, text)))

    def match(self, names: Sequence[str]) -> Matched:
        """The known skills behind `names`: by alias, else by close spelling, else by what a name contains."""
        found: dict[Skill, None] = {}
        unmatched: dict[str, None] = {}
        for name in names:
            hits = self._meant_by(name)
            found.update(dict.fromkeys(hits))
            if not hits and name.strip():
                unmatched[name.strip()] = None
        return Matched(tuple(found), tuple(unmatched))

    def search(self, name: str, limit: int = 5) -> tuple[Likeness, ...]:
        """The skills whose names or aliases are most like `name`, best first."""
        ranked: dict[Skill, float] = {}
        for alias, score, _ in process.extract(
            _key(name), self._by_alias.keys(), scorer=fuzz.ratio, limit=limit * 4
        ):
            ranked.setdefault(self._by_alias[alias], score)
        return tuple(Likeness(skill, score) for skill, score in list(ranked.items())[:limit])

    def _meant_by(self, name: str) -> tuple[Skill, ...]:
        key = _key(name)
        if key in self._by_alias:
            return (self._by_alias[key],)
        if len(key) >= 5:
            best = process.extractOne(key, self._by_alias.keys(), scorer=fuzz.ratio, score_cutoff=_SAME_NAME)
            if best and best[0][0] == key[0] and not self._by_alias[best[0]].exact:
                return (self._by_alias[best[0]],)
        return self.find(name)

    def _mentions(self, text: str) -> list[_Mention]:
        """Longest names first, left to right, no overlaps."""
        tokens = list(WORD.finditer(text))
        lowered = [token.group().lower() for token in tokens]
        mentions: list[_Mention] = []
        at = 0
        while at < len(tokens):
            size, skill = self._longest(lowered, at)
            if skill is None:
                at += 1
                continue
            start, end = tokens[at].start(), tokens[at + size - 1].end()
            own_word = size == 1 and lowered[at] == skill.name.lower()
            if not (skill.exact and own_word):
                mentions.append(_Mention(skill, start, end, sure=True))
            elif text[start:end] == skill.name:
                mentions.append(_Mention(skill, start, end, sure=False))
            at += size
        return mentions

    def _longest(self, lowered: list[str], at: int) -> tuple[int, Skill | None]:
        for size in range(min(_LONGEST_NAME, len(lowered) - at), 0, -1):
            skill = self._by_alias.get(" ".join(lowered[at : at + size]))
            if skill is not None:
                return size, skill
        return 1, self._misspelt(lowered[at])

    def _misspelt(self, word: str) -> Skill | None:
        """A coined name ("Kubernetes") with one slip, or two in a long one; inflections are not slips."""
        if len(word) < _TYPO_LENGTH or not word.isalpha():
            return None
        slips = 2 if len(word) >= _TYPO_TWO_LENGTH else 1
        for alias in self._coined:
            same_start = alias[0] == word[0] and not _inflected(word, alias)
            if same_start and OSA.distance(word, alias, score_cutoff=slips) <= slips:
                return self._by_alias[alias]
        return None


def _inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return (
        not short.endswith("s")
        and long.startswith(short)
        and long[len(short) :] in {"s", "es", "d", "ed", "er", "ing"}
    )


def _given_away(mention: _Mention, mentions: list[_Mention], text: str) -> bool:
    """Whether an everyday word stands where only a skill would: next to a cue or to another skill."""
    if _EVIDENCE_OF_SKILL.search(text, max(0, mention.start - 40), mention.start):
        return True
    if _FOLLOWS_SKILL.match(text[mention.end : mention.end + 20]) or text.strip() == mention.skill.name:
        return True
    return any(
        _JOINED.fullmatch(text[min(mention.end, other.end) : max(mention.start, other.start)])
        for other in mentions
        if other is not mention
    )
