"""Databases: how an engine is opened, and how its tables are brought to the newest revision.

Each package that has tables has an Alembic folder of its own and calls these functions with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from knowledge_base.errors import DatabaseError

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
BUSY_TIMEOUT_SECONDS = 15.0
FIRST_ROOMS = frozenset({"history", "store"})  # their tables are named by the package alone
READ_ONLY_OPTION = "docent_read_only"
"""Execution option of a connection that only reads: it does not wait for a writer."""


def create_database_engine(url: str) -> Engine:
    """Open a database; a SQLite file's folder is made where it is missing.

    SQLite runs with a write-ahead log, so that readers and the one writer don't wait for each other. A transaction
    begins with `BEGIN IMMEDIATE`, so that two writers wait in turn instead of failing halfway; one on a connection
    with the option `READ_ONLY_OPTION` begins as a reader
    (https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable).

    Raises:
        DatabaseError: The URL can't be used.
    """
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() != "sqlite":
            return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed, connect_args={"timeout": BUSY_TIMEOUT_SECONDS}, hide_parameters=True)
    except (SQLAlchemyError, OSError, ImportError) as exc:
        msg = f"the database {_without_password(url)} can't be opened: {exc}"
        raise DatabaseError(msg) from exc
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def upgrade_database(engine: Engine, script_location: Path) -> None:
    """Bring the tables to the newest revision.

    Raises:
        DatabaseError: The database has a revision that this version does not know, or can't be written.
    """
    try:
        with _without_foreign_keys(engine) as connection:
            script = ScriptDirectory.from_config(_config(script_location))
            found = MigrationContext.configure(
                connection, opts=_options(script_location)
            ).get_current_revision()
            known = {revision.revision for revision in script.walk_revisions()}
            if found is not None and found not in known:
                msg = (
                    f"the database has revision {found!r}, which this version does not know; "
                    "it was written by a newer version"
                )
                raise DatabaseError(msg, revision=found)
            config = _config(script_location)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except SQLAlchemyError as exc:
        msg = f"the tables can't be brought up to date: {exc}"
        raise DatabaseError(msg) from exc


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Begin a transaction in which SQLite may rebuild a table: dropping the old one would empty those that refer to it.

    https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes
    """
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        is_sqlite = engine.dialect.name == "sqlite"
        if is_sqlite and driver is not None:
            driver.execute("PRAGMA foreign_keys = OFF")  # only outside a transaction
        try:
            with connection.begin():
                yield connection
                if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    msg = "the new tables would refer to rows that are not there"
                    raise DatabaseError(msg)
        finally:
            if is_sqlite and driver is not None:
                driver.execute("PRAGMA foreign_keys = ON")


@contextmanager
def transaction(engine: Engine, what: str = "the knowledge") -> Iterator[Session]:
    """Begin a transaction that is committed at the end.

    Args:
        engine: The database.
        what: What is written, for the message of an error.

    Raises:
        DatabaseError: It can't be written, for example because another writer takes too long.
        IntegrityError: What was written contradicts what is there; for whoever knows what that means.
    """
    try:
        with Session(engine) as session, session.begin():
            yield session
    except IntegrityError:
        raise
    except SQLAlchemyError as exc:
        msg = f"{what} can't be written: {exc}"
        raise DatabaseError(msg) from exc


@contextmanager
def reading(engine: Engine, what: str = "the knowledge") -> Iterator[Session]:
    """Open a session that only reads and so does not wait for a writer.

    Args:
        engine: The database.
        what: What is read, for the message of an error.

    Raises:
        DatabaseError: It can't be read.
    """
    try:
        with Session(engine) as session:
            session.connection(execution_options={READ_ONLY_OPTION: True})
            yield session
    except SQLAlchemyError as exc:
        msg = f"{what} can't be read: {exc}"
        raise DatabaseError(msg) from exc


def current_revision(engine: Engine, script_location: Path) -> str | None:
    """Return the revision that a database has; None for an empty one."""
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts=_options(script_location))
            return context.get_current_revision()
    except SQLAlchemyError as exc:
        msg = f"the database can't be read: {exc}"
        raise DatabaseError(msg) from exc


def head_revision(script_location: Path) -> str:
    """Return the newest revision that this version knows."""
    head = ScriptDirectory.from_config(_config(script_location)).get_current_head()
    if head is None:
        msg = f"{script_location} holds no revision"
        raise DatabaseError(msg)
    return head


def version_table(script_location: Path) -> str:
    """Name the table that holds the revision, so that several rooms can share one database."""
    package, room = script_location.relative_to(PROJECT_FOLDER).parts[:2]
    return f"{package}_revision" if room in FIRST_ROOMS else f"{package}_{room}_revision"


def _config(script_location: Path) -> Config:
    config = Config()
    config.set_main_option("script_location", str(script_location).replace("%", "%%"))
    config.attributes["version_table"] = version_table(script_location)
    return config


def _options(script_location: Path) -> dict[str, str]:
    return {"version_table": version_table(script_location)}


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy begins, see below
    cursor = connection.cursor()
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    is_reader = connection.get_execution_options().get(READ_ONLY_OPTION, False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _without_password(url: str) -> str:
    try:
        return make_url(url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return "URL"
