"""Every setting stands in one table, the table in README.md says the same, and nothing reads the environment past it."""

import re
from pathlib import Path

import pytest

from processes import config
from processes.config import SETTINGS, NotConfigured, load

ROOT = Path(__file__).resolve().parents[2]
KEY = "k" * 32
#: Read by something that starts before the settings, under the same names.
ELSEWHERE = {"HILFEPLAN_TEST_DATABASE_URL", "HILFEPLAN_LISTEN"}


def test_the_readme_has_the_table() -> None:
    rows = [f"| `{setting.name}` | {setting.default} | {setting.meaning} |" for setting in SETTINGS]
    missing = [row for row in rows if row not in (ROOT / "README.md").read_text()]
    assert not missing, "README.md, section Settings, should hold:\n" + "\n".join(rows)


def test_every_setting_that_is_named_anywhere_is_in_the_table() -> None:
    files = [*ROOT.glob("*.yml"), ROOT / "Dockerfile", ROOT / "Makefile"]
    files += [
        f for folder in ("app", "processes") for f in (ROOT / folder).rglob("*.py") if "node_modules" not in f.parts
    ]
    named = {found for file in files for found in re.findall(r"\bHILFEPLAN_[A-Z_]+[A-Z]\b", file.read_text())}
    assert named - {setting.name for setting in SETTINGS} - ELSEWHERE == set()


def test_production_refuses_to_start_without_a_secret(tmp_path: Path) -> None:
    production = {"HILFEPLAN_DATABASE_URL": "postgresql://db/hilfeplan", "HILFEPLAN_DATA_DIR": str(tmp_path)}
    with pytest.raises(NotConfigured, match="HILFEPLAN_SECRET_KEY is missing"):
        load(production)
    assert load({**production, "HILFEPLAN_SECRET_KEY": KEY}).secret_key == KEY
    assert not (tmp_path / "secret_key").exists()


def test_the_demo_makes_a_secret_once_and_keeps_it(tmp_path: Path) -> None:
    first = load({"HILFEPLAN_DATA_DIR": str(tmp_path)}, demo=True)
    again = load({"HILFEPLAN_DATA_DIR": str(tmp_path)}, demo=True)
    assert first.secret_key == again.secret_key and len(first.secret_key) == 64
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HILFEPLAN_PORT", "eighty"),
        ("HILFEPLAN_PORT", "80.5"),
        ("HILFEPLAN_THREADS", "0"),
        ("HILFEPLAN_DEMO", "perhaps"),
        ("HILFEPLAN_CLOCK_AHEAD", "-1"),
        ("HILFEPLAN_CLOSING_DAYS", "24.12."),
        ("HILFEPLAN_DATABASE_URL", "mysql://db/hilfeplan"),
        ("HILFEPLAN_SECRET_KEY", "short"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_shown(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(NotConfigured) as refused:
        load({"HILFEPLAN_DATA_DIR": str(tmp_path), name: value})
    assert name in str(refused.value)
    assert value not in str(refused.value) or value in ("0", "-1")


def test_a_clock_ahead_is_for_the_demo(tmp_path: Path) -> None:
    ahead = {
        "HILFEPLAN_DATABASE_URL": "postgresql://db/hilfeplan",
        "HILFEPLAN_SECRET_KEY": KEY,
        "HILFEPLAN_DATA_DIR": str(tmp_path),
        "HILFEPLAN_CLOCK_AHEAD": "3600",
    }
    with pytest.raises(NotConfigured, match="demo"):
        load(ahead)
    assert load(ahead, demo=True).clock_ahead == 3600


def test_arguments_win_over_the_environment(tmp_path: Path) -> None:
    given = {"HILFEPLAN_DATA_DIR": str(tmp_path), "HILFEPLAN_PORT": "8001", "HILFEPLAN_HOST": "0.0.0.0"}
    assert load(given, port=9000).port == 9000
    assert load(given).public_url == "http://127.0.0.1:8001"
    assert load({**given, "HILFEPLAN_PUBLIC_URL": "https://hilfeplan.example/"}).is_https


def test_the_common_spellings_of_a_database_are_understood(tmp_path: Path) -> None:
    for url in ("postgres://u:p@h/d", "postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"):
        read = load({"HILFEPLAN_DATABASE_URL": url, "HILFEPLAN_SECRET_KEY": KEY, "HILFEPLAN_DATA_DIR": str(tmp_path)})
        assert read.database_url == "postgresql+psycopg://u:p@h/d"


def test_settings_are_frozen() -> None:
    with pytest.raises(AttributeError):
        config.current().port = 1  # type: ignore[misc]
