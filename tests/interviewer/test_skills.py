"""Skills are found by name, alias and misspelling, and everyday words are not taken for them."""

from __future__ import annotations

import pytest

from vivavoce.interviewer.rules.bank import bank

SKILLS = bank().skills


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("React and TypeScript expert needed", {"React", "TypeScript"}),
        ("Experience with Go, Docker and Kuberntes", {"Go", "Docker", "Kubernetes"}),
        ("We run Postgress and node.js on AWS", {"PostgreSQL", "Node.js", "AWS"}),
        ("C++ or C# developer, CI/CD", {"C++", "C#", "CI/CD"}),
        ("Java, not JavaScript", {"Java", "JavaScript"}),
        ("forklift licence and stock counts", {"Forklift operation", "Inventory control"}),
        ("administer medication and change dressings", {"Medication administration", "Wound care"}),
        ("Microsoft Excel and pivot tables", {"Excel"}),
    ],
)
def test_finds_what_a_text_names(text: str, names: set[str]) -> None:
    assert {skill.name for skill in SKILLS.find(text)} == names


@pytest.mark.parametrize(
    "text",
    [
        "Go the extra mile; you excel at this and spring into action",
        "We react quickly and rust never sleeps",
        "A swift answer, a flask of coffee, a helm to steer",
        "Electronic records, sensible rules, clear objectives",
        "Our recruitment process takes two weeks; the warehouse is next door",
    ],
)
def test_everyday_words_are_no_skills(text: str) -> None:
    assert SKILLS.find(text) == ()


def test_match_keeps_order_and_names_what_it_does_not_know() -> None:
    matched = SKILLS.match(
        ["React.js", "Pyton", "k8s", "Basket weaving", "reactjs", "Senior Java developer", " "]
    )
    assert [skill.name for skill in matched.skills] == ["React", "Python", "Kubernetes", "Java"]
    assert matched.unmatched == ("Basket weaving",)


def test_search_ranks_by_likeness() -> None:
    found = SKILLS.search("postgress", limit=3)
    assert found[0].skill.name == "PostgreSQL"
    assert [likeness.similarity for likeness in found] == sorted((f.similarity for f in found), reverse=True)
    assert len(found) == 3


def test_a_name_within_a_sentence() -> None:
    spoken = {
        name: SKILLS.named(name).spoken
        for name in ("Data analysis", "PostgreSQL", "Salesforce", "Hospitality")
    }
    assert spoken == {
        "Data analysis": "data analysis",
        "PostgreSQL": "PostgreSQL",
        "Salesforce": "Salesforce",
        "Hospitality": "hospitality",
    }


def test_the_base_is_large_and_consistent() -> None:
    names = {skill.name for skill in SKILLS.skills}
    assert len(names) == len(SKILLS.skills) >= 250
    assert {related for skill in SKILLS.skills for related in skill.related} <= names
    assert all(SKILLS.match([alias]).skills for skill in SKILLS.skills for alias in skill.aliases)
