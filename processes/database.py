"""The bases of all tables, and opening sessions on PostgreSQL."""

from sqlalchemy import Engine, MetaData, create_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: Both schemas, so that Procrastinate's unqualified names are found beside the engine's own tables.
SEARCH_PATH = "engine,casework,public"


class EngineBase(DeclarativeBase):
    """Tables of the engine: no content typed by people but in `record` and `draft`."""

    metadata = MetaData(schema="engine", naming_convention=NAMING)


class CaseworkBase(DeclarativeBase):
    """Tables of the help plan: people, cases, plans. Here personal data lives."""

    metadata = MetaData(schema="casework", naming_convention=NAMING)


def open_engine(url: str, *, pool_size: int = 8) -> Engine:
    """Connect to PostgreSQL at `url` (an SQLAlchemy URL with the psycopg driver)."""
    return create_engine(
        url,
        pool_size=pool_size,
        max_overflow=2,
        pool_pre_ping=True,
        pool_timeout=5,
        hide_parameters=True,  # an error of the database is logged; what people typed is not
        connect_args={"options": f"-csearch_path={SEARCH_PATH} -ctimezone=UTC"},
    )


def open_sessions(engine: Engine) -> sessionmaker[Session]:
    """A maker of sessions; who opens one also decides when it commits (style: one place per process kind)."""
    return sessionmaker(engine, expire_on_commit=False)
