"""The command `hilfeplan`: serving, deploying, people, tokens, backups."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from processes import clock
from processes import config as settings
from processes.embedded_pg import NoPostgres
from processes.errors import Invalid, Refusal


def say(words: str) -> None:
    """Tell the person at the terminal."""
    click.echo(words)


@contextmanager
def sentences() -> Iterator[None]:
    """What cannot be done is said in a sentence, and the command fails with 1."""
    try:
        yield
    except (settings.NotConfigured, NoPostgres) as error:
        raise click.ClickException(str(error)) from None
    except Invalid as refusal:
        wrong = [*refusal.problems, *refusal.fields.values()]
        lines = [f"  {found.element_id}: {found}" for found in wrong]
        raise click.ClickException("\n".join([str(refusal), *lines])) from None
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Hilfeplan: the help-plan procedure of a municipal social office."""


def main() -> None:
    """The console script."""
    cli.main(prog_name="hilfeplan")


@cli.command()
@click.option("--demo", is_flag=True, default=None, help="With demo people, demo cases and a shown password.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on (HILFEPLAN_PORT, else 8000).")
@click.option("--host", help="Address to listen on (HILFEPLAN_HOST, else 127.0.0.1).")
def serve(*, demo: bool | None, port: int | None, host: str | None) -> None:
    """Serve everything in one process: database, web and worker."""
    from app import serving

    with sentences():
        serving.serve(settings.load(demo=demo, port=port, host=host), say=say)


@cli.command()
def worker() -> None:
    """Do jobs and fire timers until stopped (beside web processes of their own)."""
    from app import serving

    with sentences():
        serving.work(settings.load(), say=say)


@cli.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
def deploy(path: Path) -> None:
    """Deploy the process folder PATH, or every process folder in PATH."""
    from app import models_on_disk
    from app.running import database

    with sentences(), database(settings.load()) as opened:
        for done in models_on_disk.deploy(opened.sessions, path, now=clock.now()):
            say(f"{done.key} version {done.version}{'' if done.created else ' (unchanged)'}")


@cli.command()
@click.argument("path", type=click.Path(file_okay=False, path_type=Path))
def export(path: Path) -> None:
    """Write the newest deployed files to PATH, one folder for each process."""
    from app import models_on_disk
    from app.running import database

    with sentences(), database(settings.load()) as opened:
        for key in models_on_disk.export(opened.sessions, path):
            say(f"{path / key}")


@cli.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(path: Path) -> None:
    """Check the models in PATH without deploying them; needs no database."""
    from app import models_on_disk

    with sentences():
        found = models_on_disk.check(path)
    for folder, problem in found:
        say(f"{folder}: {problem.element_id}: {problem}" if problem.element_id else f"{folder}: {problem}")
    if found:
        raise click.ClickException(f"{len(found)} problems.")
    say("No problems.")


@cli.command()
def demo() -> None:
    """Add the demo people and play the demo cases."""
    from app import serving
    from app.running import database

    with sentences(), database(settings.load(demo=True), say=say) as opened:
        serving.prepare(opened, say=say)


@cli.group()
def person() -> None:
    """Who may sign in."""


@person.command("add")
@click.argument("login")
@click.option("--name", required=True, help="First and last name.")
@click.option("--role", "roles", multiple=True, required=True, help="A role (lane); may be given several times.")
@click.option("--team", "teams", multiple=True, help="A team; without one the person works for the whole city.")
@click.option("--email", help="Where notices go.")
@click.password_option(help="Asked for if not given.")
def add_person(
    *, login: str, name: str, roles: tuple[str, ...], teams: tuple[str, ...], email: str | None, password: str
) -> None:
    """Add a person with the sign-in name LOGIN."""
    from app.running import database
    from processes.engine import people_admin
    from processes.people import SYSTEM

    with sentences(), database(settings.load()) as opened, opened.sessions.begin() as session:
        people_admin.add(
            session,
            login=login,
            name=name,
            roles=roles,
            teams=teams,
            email=email,
            password=password,
            by=SYSTEM,
            now=clock.now(),
        )
    say(f"{login} may sign in.")


@person.command("list")
def list_people() -> None:
    """One person a line: sign-in name, roles, teams, name."""
    from app.running import database
    from processes.engine import people_admin

    with sentences(), database(settings.load()) as opened, opened.sessions() as session:
        for somebody in people_admin.list_people(session):
            teams = ",".join(sorted(somebody.teams)) or "-"
            say(f"{somebody.id}\t{','.join(sorted(somebody.roles))}\t{teams}\t{somebody.name}")


@cli.command()
@click.argument("name")
def token(name: str) -> None:
    """Print a new API token of the person with the sign-in name NAME; it is the last word."""
    from app.running import database
    from processes.engine import people_admin
    from processes.people import SYSTEM

    with sentences(), database(settings.load()) as opened, opened.sessions.begin() as session:
        made = people_admin.new_token(session, login=name, by=SYSTEM, now=clock.now())
    say(made)


@cli.group()
def db() -> None:
    """The database: its shape, backups."""


@db.command()
def upgrade() -> None:
    """Bring the database to its newest shape."""
    from app.running import database, upgrade

    with sentences(), database(settings.load(), migrate=False, say=say) as opened:
        changed = upgrade(opened.url, opened.engine, say=say)
        say("Done." if changed else "The database has the newest shape already.")


@db.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path | None) -> None:
    """Write everything to FILE (else to `backups` in the data directory)."""
    from app import backups
    from app.running import database

    with sentences(), database(settings.load(), migrate=False) as opened:
        say(f"{backups.backup(opened, file, now=clock.now())}")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask: everything that is in the database now is lost.")
def restore(*, file: Path, yes: bool) -> None:
    """Replace everything by the backup FILE. Nothing else may use the database meanwhile."""
    from app import backups
    from app.running import database

    if not yes:
        click.confirm("Everything that is in the database now is lost. Go on?", abort=True)
    with sentences(), database(settings.load(), migrate=False) as opened:
        backups.restore(opened, file)
        say("Restored.")


@cli.command()
@click.option("--completions", default=300, show_default=True, help="How many tasks to complete.")
def bench(completions: int) -> None:
    """Measure starting instances and completing tasks, in a database of its own, and print a table."""
    from app import bench as measuring
    from app.running import database

    with sentences(), database(settings.load(), migrate=False, say=say) as opened:
        measuring.run(opened, completions=completions, say=say)
