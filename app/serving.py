"""Serving everything in one process, and working beside web processes of their own."""

import errno
import socket
from datetime import timedelta

from waitress.server import create_server

from app import create_app, demo, models_on_disk
from app.running import Opened, Say, check_shape, database, log_to_file, log_to_stdout, stoppable
from processes import clock, services
from processes import config as settings
from processes.config import Config, NotConfigured
from processes.engine import operations
from processes.errors import Invalid
from processes.worker import Worker

#: What waitress buffers at most before the application is asked; the application itself refuses much less.
LARGEST_REQUEST = 64 * 1024 * 1024


def serve(config: Config, *, say: Say) -> None:
    """Start the database, bring models (and in the demo people and cases) up to date, serve until stopped."""
    if config.clock_ahead and not config.demo:
        raise NotConfigured("HILFEPLAN_CLOCK_AHEAD moves the clock of a demo only: serve with --demo.")
    settings.use(config)
    clock.set_ahead(timedelta(seconds=config.clock_ahead))
    _check_port(config)
    log_to_file(config)
    with stoppable(), database(config, migrate=config.database_url is None or config.demo, say=say) as opened:
        check_shape(opened.engine)
        app = create_app(config, opened.sessions)
        prepare(opened, say=say)
        server = create_server(
            app,
            host=config.host,
            port=config.port,
            threads=config.threads,
            ident="Hilfeplan",
            connection_limit=500,
            max_request_body_size=LARGEST_REQUEST,
            clear_untrusted_proxy_headers=not config.proxies,
        )
        with Worker(url=opened.url, sessions=opened.sessions, concurrency=config.worker_concurrency):
            announce(config, server.effective_port, say=say)
            server.run()


def work(config: Config, *, say: Say) -> None:
    """Do jobs and fire timers until stopped."""
    settings.use(config)
    log_to_stdout()
    operations.load(services)
    with stoppable() as asked, database(config, migrate=config.database_url is None, say=say) as opened:
        check_shape(opened.engine)
        with Worker(url=opened.url, sessions=opened.sessions, concurrency=config.worker_concurrency):
            say("ready")
            asked.wait()


def prepare(opened: Opened, *, say: Say) -> None:
    """Deploy what is not deployed yet, and in the demo add its people and cases."""
    operations.load(services)
    config = opened.config
    if config.bpmn_dir.is_dir():
        with opened.sessions() as session:
            is_deployed = models_on_disk.is_deployed(session, config.bpmn_dir)
        if not is_deployed:
            say("Deploying the process definitions …")
            _deploy(opened, say=say)
    if config.demo:
        prepare_demo(opened, say=say)


def _deploy(opened: Opened, *, say: Say) -> None:
    """Deploy the models that come along; faulty ones are told and leave what is deployed as it is."""
    try:
        models_on_disk.deploy(opened.sessions, opened.config.bpmn_dir, now=clock.now())
    except Invalid as refusal:
        say(f"The models in {opened.config.bpmn_dir} were not deployed:")
        for found in refusal.problems:
            say(f"  {found.element_id}: {found}")


def prepare_demo(opened: Opened, *, say: Say) -> None:
    """Add the demo's people and play its cases, unless they are there."""
    with opened.sessions.begin() as session:
        added = demo.people.add_missing(session, password=opened.config.demo_password, now=clock.now())
    if added:
        say(f"Added {added} demo people.")
    begun = demo.cases.play_demo_cases(opened.sessions, now=clock.now(), say=say)
    if begun:
        say(f"Played {begun} demo cases.")


def announce(config: Config, port: int, *, say: Say) -> None:
    """Say where it serves, in the demo with the sign-ins, and last of all that it is ready."""
    address = config.public_url if port == config.port else f"http://{config.host}:{port}"
    if config.demo:
        say(f"\nDemo sign-ins (password: {config.demo_password}):")
        for person in demo.people.PEOPLE:
            say(f"  {person.login:<24}{person.name:<28}{', '.join((*person.roles, *person.teams))}")
    say(f"\nHilfeplan serves on {address}")
    say("ready")


def _check_port(config: Config) -> None:
    """Find out at once, not after the database has started, that something else uses the port."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    with socket.socket(family) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((config.host, config.port))
        except OSError as error:
            reason = "is in use by another program" if error.errno == errno.EADDRINUSE else "cannot be used"
            raise NotConfigured(f"Port {config.port} on {config.host} {reason}; choose another with --port.") from None
