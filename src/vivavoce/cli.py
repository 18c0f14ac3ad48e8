"""The command line: what an operator can do, in one plain line of error when it cannot be done."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from vivavoce import __version__

app = typer.Typer(
    help="AI interviewing that a company can run itself and answer for.",
    epilog="Exit codes: 0 done, 1 refused, 2 wrong usage, 3 could not start.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
keys_app = typer.Typer(help="Make, list, revoke and roll API keys.", no_args_is_help=True)
members_app = typer.Typer(help="The people of an organization.", no_args_is_help=True)
interviews_app = typer.Typer(help="Interviews.", no_args_is_help=True)
webhooks_app = typer.Typer(help="Where an organization is told of events.", no_args_is_help=True)
audit_app = typer.Typer(help="The hash chain of who did what.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")
app.add_typer(members_app, name="members")
app.add_typer(webhooks_app, name="webhooks")
app.add_typer(interviews_app, name="interviews")
app.add_typer(audit_app, name="audit")

Data = Annotated[Path | None, typer.Option("--data", help="Data folder (default ./var).")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on (default 3009).")]
Host = Annotated[str | None, typer.Option("--host", help="Address to listen on (default 127.0.0.1).")]
File = Annotated[Path | None, typer.Option("--settings", help="File of VIVAVOCE_NAME=value lines.")]
Org = Annotated[
    str | None, typer.Option("--org", help="Organization, by name or id (default: the only one).")
]


@app.command()
def up(data: Data = None, port: Port = None, host: Host = None, settings: File = None) -> None:
    """Everything in one process: migrate, serve and work. SQLite in the data folder by default."""
    from vivavoce import operate

    operate.up(operate.loaded(settings, data_dir=data, port=port, host=host))


@app.command()
def demo(
    data: Data = None,
    port: Port = None,
    job: Annotated[
        str | None, typer.Option("--job", help="Job post: a text, PDF, DOCX or HTML file, or a URL.")
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help="End after the interview instead of serving on.")
    ] = False,
) -> None:
    """One whole interview with a simulated candidate, then keep serving. Demo credentials, loopback only."""
    from vivavoce import operate

    operate.demonstrate(operate.loaded(None, data_dir=data, port=port, host="127.0.0.1"), job, once=once)


@app.command()
def serve(data: Data = None, port: Port = None, host: Host = None, settings: File = None) -> None:
    """Only answer requests; `vivavoce work` in other processes does the rest (PostgreSQL)."""
    from vivavoce import operate

    operate.serve(operate.loaded(settings, data_dir=data, port=port, host=host))


@app.command()
def work(
    data: Data = None,
    settings: File = None,
    voice: Annotated[
        bool, typer.Option("--voice", help="Listen and speak for spoken interviews, nothing else.")
    ] = False,
) -> None:
    """Only do what is due: plans, assessments, mail, webhooks. Any number of these (PostgreSQL)."""
    from vivavoce import operate
    from vivavoce import voice as speech

    chosen = operate.loaded(settings, data_dir=data)
    (speech.work if voice else operate.work)(chosen)


@app.command()
def migrate(data: Data = None, settings: File = None) -> None:
    """Bring the database up to date and print its version. Safe while others run."""
    from vivavoce import operate

    typer.echo(operate.migrate_all(operate.loaded(settings, data_dir=data)))


@app.command()
def check(data: Data = None, settings: File = None) -> None:
    """Show every setting with its source, and what is available here and why not."""
    from vivavoce import operate

    operate.check(settings, data)


@keys_app.command("create")
def keys_create(
    name: Annotated[str, typer.Option("--name", help="What the key is for.")],
    data: Data = None,
    org: Org = None,
    scope: Annotated[
        list[str] | None, typer.Option("--scope", help="noun:verb, repeatable (default: all).")
    ] = None,
    ats: Annotated[bool, typer.Option("--ats", help="May create organizations and act in them.")] = False,
    settings: File = None,
) -> None:
    """Make a key; its text is the last line, shown this once."""
    from vivavoce import operate

    operate.create_key(operate.loaded(settings, data_dir=data), org, name, scope or ["*"], spans=ats)


@keys_app.command("list")
def keys_list(data: Data = None, org: Org = None, settings: File = None) -> None:
    """List keys: id, visible part, name, scopes, state."""
    from vivavoce import operate

    operate.list_keys(operate.loaded(settings, data_dir=data), org)


@keys_app.command("revoke")
def keys_revoke(id: str, data: Data = None, org: Org = None, settings: File = None) -> None:
    """End a key; running servers refuse it within 30 seconds."""
    from vivavoce import operate

    operate.revoke_key(operate.loaded(settings, data_dir=data), org, id)


@keys_app.command("roll")
def keys_roll(
    id: str,
    data: Data = None,
    org: Org = None,
    overlap_hours: Annotated[
        int, typer.Option("--overlap-hours", min=0, help="How long the old one works on.")
    ] = 24,
    settings: File = None,
) -> None:
    """A new key with the same rights; its text is the last line."""
    from vivavoce import operate

    operate.roll_key(operate.loaded(settings, data_dir=data), org, id, overlap_hours)


@members_app.command("create")
def members_create(
    email: Annotated[str, typer.Option("--email", help="Their address.")],
    name: Annotated[str, typer.Option("--name", help="Their name.")],
    role: Annotated[
        str, typer.Option("--role", help="admin, recruiter, reviewer, viewer or auditor.")
    ] = "recruiter",
    data: Data = None,
    org: Org = None,
    settings: File = None,
) -> None:
    """Add a person; the password is read from the terminal (or one line of standard input)."""
    from vivavoce import operate

    password = (
        typer.prompt("Password", hide_input=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    )
    operate.create_member(operate.loaded(settings, data_dir=data), org, email, name, role, password)


@webhooks_app.command("set")
def webhooks_set(
    url: Annotated[str, typer.Option("--url", help="HTTPS address that is told.")],
    data: Data = None,
    org: Org = None,
    dialect: Annotated[
        str | None, typer.Option("--dialect", help="Whose words to use (default: see help).")
    ] = None,
    style: Annotated[
        str | None, typer.Option("--style", help="How requests are signed, where the dialect has a choice.")
    ] = None,
    settings: File = None,
) -> None:
    """Set the endpoint of a dialect, or of every dialect with one endpoint per organization.

    Prints each dialect's name and its signing secret, which replaces the one before.
    """
    from vivavoce import upkeep

    upkeep.set_webhook(upkeep.loaded(settings, data_dir=data), org, url, dialect, style)


@webhooks_app.command("list")
def webhooks_list(data: Data = None, org: Org = None, settings: File = None) -> None:
    """Show every endpoint: its id, dialect, address, and whether it works."""
    from vivavoce import upkeep

    upkeep.list_webhooks(upkeep.loaded(settings, data_dir=data), org)


@webhooks_app.command("log")
def webhooks_log(
    id: Annotated[str, typer.Argument(help="Id of the endpoint.")],
    data: Data = None,
    org: Org = None,
    settings: File = None,
) -> None:
    """Show the last 100 deliveries to an endpoint, newest first, with every attempt."""
    from vivavoce import upkeep

    upkeep.show_log(upkeep.loaded(settings, data_dir=data), org, id)


@webhooks_app.command("test")
def webhooks_test(
    id: Annotated[str, typer.Argument(help="Id of the endpoint.")],
    data: Data = None,
    org: Org = None,
    settings: File = None,
) -> None:
    """Send a signed sample to an endpoint, and tell how it went."""
    from vivavoce import upkeep

    upkeep.test_webhook(upkeep.loaded(settings, data_dir=data), org, id)


@webhooks_app.command("replay")
def webhooks_replay(
    id: Annotated[str, typer.Argument(help="Id of the endpoint.")],
    since: Annotated[
        str | None, typer.Option("--since", help="From this time on (ISO 8601); unset: the first failure.")
    ] = None,
    data: Data = None,
    org: Org = None,
    settings: File = None,
) -> None:
    """Send again what an endpoint did not get, and let it be told again."""
    from vivavoce import upkeep

    upkeep.replay(upkeep.loaded(settings, data_dir=data), org, id, since)


@interviews_app.command("reset")
def interviews_reset(
    id: Annotated[str, typer.Argument(help="Id of the interview.")],
    data: Data = None,
    org: Org = None,
    settings: File = None,
) -> None:
    """Forget what was said and judged in an interview, and print a new link for the candidate."""
    from vivavoce import upkeep

    upkeep.reset_interview(upkeep.loaded(settings, data_dir=data), org, id)


@app.command()
def simulate(
    url: Annotated[str, typer.Argument(help="An interview link.")],
    persona: Annotated[
        str,
        typer.Option("--persona", help="strong, terse, rambling, offtopic, silent, refuses or injecting."),
    ] = "strong",
    data: Data = None,
    seed: Annotated[int, typer.Option("--seed", help="Another candidate of the same kind.")] = 0,
) -> None:
    """A simulated candidate opens the link, consents, passes the code and answers to the end."""
    from vivavoce import operate

    operate.simulate_candidate(operate.loaded(None, data_dir=data), url, persona, seed)


@app.command()
def bench(
    what: Annotated[
        str, typer.Argument(help="requests, rooms, turns, voice, pages, kills, drops or all.")
    ] = "all",
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.2, help="How long each measurement takes.")
    ] = 3.0,
    kills: Annotated[int, typer.Option("--kills", min=1, help="How many times the server is killed.")] = 100,
    samples: Annotated[
        Path | None, typer.Option("--samples", help="Folder of recorded speech, for `turns`.")
    ] = None,
) -> None:
    """Measure this machine: requests against their floor, rooms, ends of spoken turns, pages, kills."""
    from vivavoce.bench import run

    run(what, seconds, kills, samples)


@audit_app.command("verify")
def audit_verify(data: Data = None, org: Org = None, settings: File = None) -> None:
    """Recompute the chain; names the first entry that was changed, and exits 1 if there is one."""
    from vivavoce import operate

    operate.verify_audit(operate.loaded(settings, data_dir=data), org)


@app.callback(invoke_without_command=True)
def root(version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """AI interviewing that a company can run itself and answer for."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def main() -> None:
    """Run the command line; every refusal is one line on standard error."""
    gc.disable()  # imports make no garbage; `operate` turns it on again before work begins
    try:
        app(standalone_mode=True)
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        from vivavoce.operate import verdict

        line, code = verdict(error)
        print(f"vivavoce: {line}", file=sys.stderr)
        sys.exit(code)
