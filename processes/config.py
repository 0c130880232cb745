"""The settings, read once from the environment; what is missing in production is said in one sentence each."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A line of the table of settings, which README.md repeats (a test compares them)."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(
        name="HILFEPLAN_DATA_DIR",
        default="`.data` of a checkout, else `~/.local/share/hilfeplan`",
        meaning="where everything lies that is kept: embedded database, secret key, unsent mail",
    ),
    Setting(
        name="HILFEPLAN_DATABASE_URL",
        default="– (starts an embedded PostgreSQL)",
        meaning="PostgreSQL 18 to use, for example `postgresql://name:password@host/hilfeplan`; "
        "setting it means production unless `HILFEPLAN_DEMO` is on",
    ),
    Setting(
        name="HILFEPLAN_PG_BIN",
        default="– (the wheel, else Debian's)",
        meaning="folder of the programs of PostgreSQL 18 to start and to back up with",
    ),
    Setting(
        name="HILFEPLAN_SECRET_KEY",
        default="– (production refuses to start; else made once and kept in the data directory)",
        meaning="signs cookies and form tokens; at least 32 characters",
    ),
    Setting(name="HILFEPLAN_HOST", default="`127.0.0.1`", meaning="address to listen on"),
    Setting(name="HILFEPLAN_PORT", default="`8000`", meaning="port to listen on"),
    Setting(
        name="HILFEPLAN_PUBLIC_URL",
        default="`http://HOST:PORT`",
        meaning="the address people type; with `https://` cookies are sent over https only",
    ),
    Setting(
        name="HILFEPLAN_PROXIES", default="`0`", meaning="how many trusted reverse proxies stand before the application"
    ),
    Setting(name="HILFEPLAN_THREADS", default="`6`", meaning="requests that one web process answers at a time"),
    Setting(name="HILFEPLAN_PROCESSES", default="the number of cores", meaning="web processes of gunicorn"),
    Setting(name="HILFEPLAN_WORKER_CONCURRENCY", default="`2`", meaning="jobs that one worker does at a time"),
    Setting(
        name="HILFEPLAN_API_RATE",
        default="`50` (demo: `1000`)",
        meaning="requests per second that one API token may make, twice as many in a burst",
    ),
    Setting(
        name="HILFEPLAN_SMTP_URL",
        default="– (mail is written to `outbox` in the data directory)",
        meaning="mail server, `smtp://name:password@host:587` (STARTTLS if offered) or `smtps://…`",
    ),
    Setting(name="HILFEPLAN_MAIL_FROM", default="`hilfeplan@localhost`", meaning="sender of mail"),
    Setting(name="HILFEPLAN_BPMN_DIR", default="`bpmn` of the checkout", meaning="folder of the models to deploy"),
    Setting(
        name="HILFEPLAN_CLOSING_DAYS",
        default="`12-24,12-31`",
        meaning="days on which the office is closed besides weekends and the holidays of NRW, `MM-DD` or `YYYY-MM-DD`",
    ),
    Setting(name="HILFEPLAN_DEMO", default="off", meaning="`1` = demo people with a shown password, demo cases"),
    Setting(
        name="HILFEPLAN_CLOCK_AHEAD",
        default="`0`",
        meaning="seconds by which the whole application's clock is ahead of real time (demo only)",
    ),
)


class NotConfigured(Exception):
    """A setting is missing or wrong; the sentence says which and what to set."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """All settings of one process. `database_url` is None where the embedded PostgreSQL is to be used."""

    data_dir: Path
    secret_key: str
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    proxies: int = 0
    threads: int = 6
    worker_concurrency: int = 2
    api_rate: float = 50
    smtp_url: str | None = None
    mail_from: str = "hilfeplan@localhost"
    bpmn_dir: Path = ROOT / "bpmn"
    closing_days: tuple[str, ...] = ("12-24", "12-31")
    demo: bool = False
    clock_ahead: float = 0

    @property
    def is_https(self) -> bool:
        """Whether people reach the application over https."""
        return self.public_url.startswith("https://")

    @property
    def demo_password(self) -> str:
        """The password of all demo people, which the demo shows to everybody; empty outside the demo."""
        return "hilfeplan" if self.demo else ""

    @property
    def outbox(self) -> Path:
        """Where mail is written when no mail server is set."""
        return self.data_dir / "outbox"

    @property
    def postgres_home(self) -> Path:
        """Where the embedded PostgreSQL lives."""
        return self.data_dir / "postgres"


def load(
    environment: Mapping[str, str] | None = None,
    *,
    demo: bool | None = None,
    port: int | None = None,
    host: str | None = None,
) -> Config:
    """Read the settings; the arguments win over the environment. Raises `NotConfigured`."""
    read = _Reader(os.environ if environment is None else environment)
    is_demo = read.switch("HILFEPLAN_DEMO") if demo is None else demo
    database_url = _driver(read.text("HILFEPLAN_DATABASE_URL"))
    data_dir = Path(read.text("HILFEPLAN_DATA_DIR") or _default_data_dir()).expanduser().resolve()
    listen = host or read.text("HILFEPLAN_HOST", "127.0.0.1")
    on_port = port if port is not None else read.whole("HILFEPLAN_PORT", 8000)
    clock_ahead = read.number("HILFEPLAN_CLOCK_AHEAD", 0)
    production = database_url is not None and not is_demo
    if production and clock_ahead:
        raise NotConfigured("HILFEPLAN_CLOCK_AHEAD moves the clock of a demo only: remove it, or set HILFEPLAN_DEMO=1.")
    return Config(
        data_dir=data_dir,
        secret_key=_secret_key(read, data_dir, production=production),
        database_url=database_url,
        host=listen,
        port=on_port,
        public_url=read.text("HILFEPLAN_PUBLIC_URL", f"http://{_shown(listen)}:{on_port}").rstrip("/"),
        proxies=read.whole("HILFEPLAN_PROXIES", 0),
        threads=read.whole("HILFEPLAN_THREADS", 6, least=1),
        worker_concurrency=read.whole("HILFEPLAN_WORKER_CONCURRENCY", 2, least=1),
        api_rate=read.number("HILFEPLAN_API_RATE", 1000 if is_demo else 50),
        smtp_url=read.text("HILFEPLAN_SMTP_URL") or None,
        mail_from=read.text("HILFEPLAN_MAIL_FROM", "hilfeplan@localhost"),
        bpmn_dir=Path(read.text("HILFEPLAN_BPMN_DIR", str(ROOT / "bpmn"))).expanduser().resolve(),
        closing_days=read.days("HILFEPLAN_CLOSING_DAYS", "12-24,12-31"),
        demo=is_demo,
        clock_ahead=clock_ahead,
    )


_current: Config | None = None


def current() -> Config:
    """The settings of this process, loaded at the first call unless `use` was called before."""
    global _current
    if _current is None:
        _current = load()
    return _current


def use(config: Config | None) -> None:
    """Make `config` the settings of this process (None: read them again at the next call)."""
    global _current
    _current = config


class _Reader:
    """Reads single settings; what cannot be read is refused with the setting's name, never with its value."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def text(self, name: str, default: str = "") -> str:
        return self._environment.get(name, "").strip() or default

    def switch(self, name: str) -> bool:
        value = self.text(name, "0").lower()
        if value not in ("0", "1", "on", "off", "true", "false", "yes", "no"):
            raise NotConfigured(f"{name} must be 1 or 0.")
        return value in ("1", "on", "true", "yes")

    def number(self, name: str, default: float) -> float:
        try:
            value = float(self.text(name, str(default)))
        except ValueError:
            raise NotConfigured(f"{name} must be a number.") from None
        if not 0 <= value < 10**10:
            raise NotConfigured(f"{name} must not be negative.")
        return value

    def whole(self, name: str, default: int, *, least: int = 0) -> int:
        value = self.number(name, default)
        if value != int(value) or value < least:
            raise NotConfigured(f"{name} must be a whole number, at least {least}.")
        return int(value)

    def days(self, name: str, default: str) -> tuple[str, ...]:
        days = tuple(day.strip() for day in self.text(name, default).split(",") if day.strip() not in ("", "-"))
        for day in days:
            try:
                date.fromisoformat(day if len(day) > 5 else f"2000-{day}")
            except ValueError:
                raise NotConfigured(f"{name} must be days like 12-24 or 2026-05-15, with commas between.") from None
        return days


def _default_data_dir() -> Path:
    return ROOT / ".data" if (ROOT / "pyproject.toml").exists() else Path("~/.local/share/hilfeplan").expanduser()


def _shown(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host


def _driver(url: str) -> str | None:
    """The same URL with our driver named, whatever the common spellings are; None for none."""
    if not url:
        return None
    for common in ("postgres://", "postgresql://"):
        if url.startswith(common):
            return "postgresql+psycopg://" + url[len(common) :]
    if not url.startswith("postgresql+psycopg://"):
        raise NotConfigured("HILFEPLAN_DATABASE_URL must begin with postgresql://.")
    return url


def _secret_key(read: _Reader, data_dir: Path, *, production: bool) -> str:
    given = read.text("HILFEPLAN_SECRET_KEY")
    if given:
        if len(given) < 32:
            raise NotConfigured("HILFEPLAN_SECRET_KEY must have at least 32 characters.")
        return given
    if production:
        raise NotConfigured(
            "HILFEPLAN_SECRET_KEY is missing. Make one with: python -c 'import secrets; print(secrets.token_hex(32))'"
        )
    return _kept_secret(data_dir / "secret_key")


def _kept_secret(file: Path) -> str:
    """The secret in `file`, made at the first time; two processes that make it at once end with the same."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        new = file.with_name(f"{file.name}.{os.getpid()}")
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.write(descriptor, secrets.token_hex(32).encode())
        os.close(descriptor)
        try:
            os.link(new, file)  # fails if another process was faster
        except FileExistsError:
            pass
        finally:
            new.unlink()
    return file.read_text().strip()
