"""The main job from end to end, told in the terminal: job post, plan, interview, quoted assessment."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from vivavoce.actions import access, assessments, members, plans
from vivavoce.deps import DEMO_KEY, Deps
from vivavoce.domain.errors import Conflict
from vivavoce.domain.identity import ALL_SCOPES, MemberRole, Organization, operator
from vivavoce.domain.interview import Plan, Turn
from vivavoce.domain.scoring import Appraisal, Score
from vivavoce.interviewer.advert import Advert
from vivavoce.simulate import Exchange, simulate
from vivavoce.store.shapes import TURN

DEMO_HANDLE = "demodemo"
DEMO_ADMIN = "admin@demo.ai-interview.com"
DEMO_PASSWORD = "Admin123!"  # noqa: S105 - published, and known in demo mode only
DEMO_ORGANIZATION = "Demo Company"
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Held:
    """What the demonstration leaves behind."""

    interview_id: str
    link: str
    seconds: float


def furnish(deps: Deps) -> Organization:
    """The sample organization with its published administrator and key, made once."""
    store, clock = deps.house.store, deps.house.clock
    known = [o for o in store.directory.organizations() if o.name == DEMO_ORGANIZATION]
    home = known[0] if known else access.found(store, clock, access.NewOrganization(DEMO_ORGANIZATION))
    everything = access.NewKey("Demo key", ALL_SCOPES, live=False, per_minute=6000, per_hour=200_000)
    with store.write(operator(home.id)) as tx:
        access.adopt(tx, everything, DEMO_HANDLE, DEMO_KEY)
    try:
        with store.write(operator(home.id)) as tx:
            members.create(tx, DEMO_ADMIN, "Demo Admin", MemberRole.ADMIN, DEMO_PASSWORD)
    except Conflict:
        return home
    return home


def hold(deps: Deps, home: Organization, advert: Advert, console: Console) -> Held:
    """One whole interview over the public API, the candidate's pages and the real socket."""
    began = time.monotonic()
    with console.status("Creating job, candidate and agent over the API…"):
        interview = _arrange(deps, advert)
    link, interview_id = interview["interviewUrl"], interview["id"]
    with console.status("Writing the plan…"):
        plan = _until(lambda: _plan(deps, home, interview_id), "the plan")
    console.print(_plan_table(plan))
    talk_began = time.monotonic()
    simulate(_local(deps, link), "strong", deps.settings.data_dir / "mail", told=_narrator(console))
    console.print(f"[dim]interview held in {time.monotonic() - talk_began:.1f} s[/dim]\n")
    with console.status("Assessing: every quote is looked up in the transcript…"):
        turns, appraisal = _until(lambda: _result(deps, home, interview_id), "the assessment")
    console.print(_result_panel(plan, turns, appraisal))
    return Held(interview_id, link, time.monotonic() - began)


def links(deps: Deps, held: Held, console: Console) -> None:
    """Where to go from here."""
    site = deps.settings.site
    rows = Table.grid(padding=(0, 2))
    rows.add_column()
    rows.add_column(overflow="fold")
    rows.add_row("Console", f"{site}/console")
    rows.add_row("Sign in with", f"{DEMO_ADMIN} / {DEMO_PASSWORD}")
    rows.add_row("The result", f"{site}/console/interviews/{held.interview_id}")
    rows.add_row("API reference", f"{site}/docs")
    rows.add_row("Candidate's link (finished)", held.link)
    rows.add_row("Outgoing mail", str(deps.settings.data_dir / "mail"))
    rows.add_row("Demo key", DEMO_KEY)
    console.print(Panel(rows, title="Look around", border_style="cyan"))
    url = f"{site}/interviews/{held.interview_id}"
    console.print(f'curl -sS {url} -H "Authorization: Bearer {DEMO_KEY}"', soft_wrap=True, highlight=False)


def _arrange(deps: Deps, advert: Advert) -> dict[str, Any]:
    import httpx

    until = (deps.house.clock.now() + timedelta(days=365)).date().isoformat()
    headers = {"Authorization": f"Bearer {DEMO_KEY}"}
    with httpx.Client(base_url=_local(deps, deps.settings.site), headers=headers, trust_env=False) as client:

        def create(path: str, **body: Any) -> dict[str, Any]:
            answer = client.post(path, json=body)
            answer.raise_for_status()
            return dict(answer.json()["data"])

        job = create("/jobs", title=advert.title, description=advert.text, status="OPEN")
        candidate = create(
            "/candidates",
            firstName="Jane",
            lastName="Doe",
            email="jane.doe@example.com",
            gdprExpiryDate=until,
            jobId=job["id"],
        )
        agent = create("/agents", name="First interview", type="ONLINE", focus="SCREENING", duration=20)
        return create("/interviews", candidateId=candidate["id"], agentId=agent["id"], jobId=job["id"])


def _local(deps: Deps, address: str) -> str:
    """The same address by way of this machine, whatever the public one is."""
    return address.replace(deps.settings.site, f"http://127.0.0.1:{deps.settings.port}", 1)


def _plan(deps: Deps, home: Organization, interview_id: str) -> Plan | None:
    with deps.house.store.read(home.id) as view:
        return plans.read(view, operator(home.id), interview_id)


def _result(deps: Deps, home: Organization, interview_id: str) -> tuple[tuple[Turn, ...], Appraisal] | None:
    actor = operator(home.id)
    with deps.house.store.read(home.id) as view:
        found = assessments.find_released(view, actor, interview_id)
        return None if found is None else (view.every(TURN, interview_id=interview_id), found.appraisal)


def _until(look: Callable[[], Any], what: str) -> Any:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := look()) is None:
        if time.monotonic() > deadline:
            raise Conflict(f"{what} did not come within {PATIENCE_SECONDS:.0f} s")
        time.sleep(0.05)
    return found


def _narrator(console: Console) -> Callable[[Exchange], None]:
    def tell(exchange: Exchange) -> None:
        who, style = ("AI", "cyan") if exchange.role == "agent" else ("Jane", "default")
        console.print(f"[bold {style}]{who:>5}[/]  {exchange.text}", highlight=False)

    return tell


def _plan_table(plan: Plan) -> Table:
    table = Table(title=f"Plan: {plan.position} ({plan.minutes} min)", title_justify="left")
    table.add_column("Competency")
    table.add_column("Weight", justify="right")
    table.add_column("Tied to")
    table.add_column("Core questions")
    for criterion in plan.criteria:
        asked = "\n".join(f"• {q.text}" for q in plan.questions if q.criterion_id == criterion.id)
        table.add_row(criterion.name, f"{criterion.weight:.0%}", "; ".join(criterion.ties), asked)
    return table


def _result_panel(plan: Plan, turns: tuple[Turn, ...], appraisal: Appraisal) -> Panel:
    table = Table(show_header=True, expand=True, show_lines=True)
    table.add_column("Competency", ratio=3)
    table.add_column("Level 1–5", min_width=11, no_wrap=True)
    table.add_column("Proved by the candidate's own words", ratio=8)
    for score in appraisal.scores:
        table.add_row(plan.criterion(score.criterion_id).name, _level(score), _quotes(score, turns))
    total = "not assessed" if appraisal.total is None else f"{appraisal.total} of 100"
    title = f"Assessment: {total} · coverage {appraisal.coverage:.0%} · a suggestion; a person decides"
    return Panel(table, title=title, border_style="green")


def _level(score: Score) -> str:
    if score.level is None:
        return f"not assessed\n({score.coverage.value.replace('_', ' ')})"
    return f"{score.level:.1f}\n({score.low:.1f}–{score.high:.1f})"


def _quotes(score: Score, turns: tuple[Turn, ...]) -> str:
    spoken = {turn.number: turn.text for turn in turns}
    lines = []
    for proof in score.evidence:
        said = spoken[proof.turn][proof.start : proof.end]
        lines.append(f"turn {proof.turn}: “{said}”")
    return "\n".join(lines) or score.reason
