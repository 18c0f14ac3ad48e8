"""What does a job post ask for: its plain text, its duties and the seniority it names."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement, fromstring

_IS_HTML = re.compile(r"</(?:p|li|ul|div|h\d|body|html|span|strong)>|<br\s*/?>", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•·▪◦‣–—o>]|\d{1,2}[.)])\s+")
_LINE_BREAKING = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "section", "title"}
)
_INVISIBLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)
_LONGEST_DUTY, _SHORTEST_DUTY = 110, 12
_CLAUSES = (
    ", ",
    "; ",
    " which ",
    " that ",
    " so that ",
    " in order to ",
    " including ",
    " using ",
    " to ",
    " (",
)
_RUN_ON = re.compile(r" (?:you(?:'|’)?(?:ll| will)|we are|we(?:'|’)re) |:\s*$")
_CLOSING_MARKS = re.compile(r"(?:[\s,.;:(&-]|\be\.g)+$")
_DANGLING = re.compile(
    r"(?:[\s,.;:(&-]|\b(?:and|or|the|an?|of|for|with|in|on|to|by|at|from|our|your|their|its|as|e\.g|both|such|etc)$)+$"
)
_LOOSE_MARK = re.compile(r" +(?=[,.](?:\s|$))")
_VOWELS = "aeiou"


def plain(post: str) -> str:
    """`post` as the text a reader sees, one paragraph or bullet a line. Plain text comes back as it is."""
    if not _IS_HTML.search(post):
        return html.unescape(post)
    return re.sub(r"\n\s*\n+", "\n", "".join(_visible(fromstring(post)))).strip()


def _visible(node: HtmlElement) -> Iterator[str]:
    """The texts under `node`, without comments, scripts and elements styled to be unseen."""
    if isinstance(node.tag, str) and not _unseen(node):
        breaks = "\n" if node.tag in _LINE_BREAKING else ""
        yield breaks + "- " if node.tag == "li" else breaks
        yield node.text or ""
        for child in node:
            yield from _visible(child)
        yield breaks
    yield node.tail or ""


def _unseen(node: HtmlElement) -> bool:
    style = node.get("style") or ""
    return (
        node.tag in {"script", "style", "template"}
        or "hidden" in node.attrib
        or bool(_INVISIBLE.search(style))
    )


@dataclass(frozen=True, slots=True)
class PostRules:
    """The patterns a post is read by (`rules/post.yaml`).

    `headings` maps a kind of section ("" is the open text) to its headings; `verbs` each form of a duty verb,
    and `nouns` the noun of a verb, to the base form.
    """

    headings: Mapping[str, re.Pattern[str]]
    boilerplate: re.Pattern[str]
    unsafe: re.Pattern[str]
    opening: re.Pattern[str]
    seniority: Mapping[str, re.Pattern[str]]
    years: re.Pattern[str]
    nouns: Mapping[str, str]
    verbs: Mapping[str, str]


def seniority(title: str, text: str, rules: PostRules) -> str:
    """`junior`, `mid`, `senior` or `lead`: from the title, else a stated level, else the years asked for."""
    for level, pattern in rules.seniority.items():
        if pattern.search(title):
            return level
    stated = re.search(
        r"(?:experience|seniority|job) level:?\s*([^\n]{0,60}\n?[^\n]{0,60})", text, re.IGNORECASE
    )
    for level in ("senior", "lead", "junior"):
        if stated and rules.seniority[level].search(stated.group(1)):
            return level
    years = [int(match.group(1)) for match in rules.years.finditer(text)]
    most = max((n for n in years if n <= 15), default=0)
    if most:
        return "senior" if most >= 5 else "mid"
    return "junior" if rules.seniority["junior"].search(text) else "mid"


def about_the_work(text: str, rules: PostRules) -> str:
    """The lines of `text` that are about the work: no benefits, no company portrait, no application notes."""
    return "\n".join(line for section, line in _sections(text, rules) if section != "other")


def duties(text: str, rules: PostRules, limit: int = 12) -> tuple[str, ...]:
    """What the job holder does, each a phrase that follows "to": "handle incoming calls".

    Under a heading for duties, every line that begins with a duty verb counts; elsewhere only a bullet or a
    sentence such as "You will ...". Benefits, praise of the company, application notes, requirements and
    anything addressed to a machine are left out.
    """
    listed: list[str] = []
    loose: list[str] = []
    for section, line in _sections(text, rules):
        told = [
            s
            for s in _sentences(line)
            if section == "duties" or _BULLET.match(line) or rules.opening.match(s)
        ]
        if section != "other":
            (listed if section == "duties" else loose).extend(d for s in told for d in _duty(s, rules))
    return tuple(dict.fromkeys([*listed, *loose]))[:limit]


def _sections(text: str, rules: PostRules) -> Iterator[tuple[str, str]]:
    """Every line of `text` with the kind of section it stands in."""
    section = ""
    for line in text.splitlines():
        heading = _heading(line, rules)
        section = section if heading is None else heading
        yield section, line


def _heading(line: str, rules: PostRules) -> str | None:
    """Which kind of section `line` opens; None when it is no heading."""
    bare = line.strip().strip("#*_ ")
    if not bare or len(bare) > 60 or _BULLET.match(line) or bare.endswith((".", ",", ";")):
        return None
    for kind, pattern in rules.headings.items():
        if pattern.search(bare) and (bare.endswith((":", "…", "?")) or len(bare.split()) <= 6):
            return kind
    return None


def _sentences(line: str) -> list[str]:
    bare = _BULLET.sub("", line).strip()
    return [part.strip() for part in re.split(r"(?<=[.!?;])\s+", bare) if part.strip()]


def _duty(sentence: str, rules: PostRules) -> Iterator[str]:
    """The duty in `sentence`, if there is one: at most one, shortened at a clause end."""
    if rules.boilerplate.search(sentence) or rules.unsafe.search(sentence):
        return
    bare = sentence.strip(' .;:!…"“”')
    before = None
    while before != bare:
        before, bare = bare, rules.opening.sub("", bare, count=1).lstrip(" ,:")
    phrase = _infinitive(" ".join(_LOOSE_MARK.sub("", bare).split()), rules)
    if phrase and not sentence.endswith("?"):
        short = _shorten(phrase)
        if len(short) >= _SHORTEST_DUTY and len(short.split()) >= 3:
            yield short


def _infinitive(phrase: str, rules: PostRules) -> str:
    """`phrase` with its first verb, and the one joined to it, in base form; "" when there is no duty verb."""
    noun = re.match(r"(?:the )?(\w+) of (?=\w)", phrase, re.IGNORECASE)
    if noun and noun.group(1).lower() in rules.nouns:
        return f"{rules.nouns[noun.group(1).lower()]} {phrase[noun.end() :]}"
    verb = re.match(r"(\w+)(?: (and|or|&) (\w+))? (?=\S)", phrase)
    if not verb or verb.group(1).lower() not in rules.verbs:
        return ""
    base = rules.verbs[verb.group(1).lower()]
    if verb.group(2):
        base += f" and {rules.verbs.get(verb.group(3).lower(), verb.group(3))}"
    return f"{base} {phrase[verb.end() :]}"


def _shorten(phrase: str) -> str:
    """At most 110 characters, cut where a clause ends or else at a word that can end a phrase."""
    run_on = _RUN_ON.search(phrase)
    cut = phrase[: run_on.start()] if run_on else phrase
    if len(cut) > _LONGEST_DUTY:
        cut = cut[: cut.rfind(" ", 0, _LONGEST_DUTY)]
        clause = max(cut.rfind(mark) for mark in _CLAUSES)
        cut = cut[:clause] if clause > 40 else cut
    return (_DANGLING if len(cut) < len(phrase) else _CLOSING_MARKS).sub("", cut)


def verb_forms(base: str) -> tuple[str, ...]:
    """The base form, third person and -ing form of an English verb: "plan", "plans", "planning"."""
    third = base + ("es" if base.endswith(("s", "x", "z", "ch", "sh")) else "s")
    if base.endswith("y") and base[-2] not in _VOWELS:
        third = base[:-1] + "ies"
    stem = base[:-1] if base.endswith("e") and not base.endswith("ee") else base
    short = (
        len(base) <= 4
        and base[-1] not in "wxy" + _VOWELS
        and base[-2] in _VOWELS
        and base[-3:-2] not in _VOWELS
    )
    return base, third, stem + "ing", stem + base[-1] + "ing" if short else stem + "ing"
