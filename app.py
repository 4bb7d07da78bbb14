"""Docent: composes the parts and starts the server. `python app.py --check` only says what it finds."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from assistant.bootstrap import Docent, build_docent, knowledge_config
from assistant.errors import AssistantError
from assistant.logs import set_up_logs
from assistant.model_parts import ensure_all_weights
from assistant.people.command_line import let_first_admin_in
from assistant.people.command_line import run as run_people_command
from assistant.people.key_commands import run as run_key_command
from assistant.private_files import NOBODY_ELSE, make_all_private
from assistant.recovery.commands import COMMANDS as RECOVERY_COMMANDS
from assistant.recovery.restore import apply_restore, is_staged
from assistant.recovery.restore_watch import RestoreWatch
from assistant.recovery.revisions import database_migrations
from assistant.recovery.run_marker import check_after_crash, note_end, note_start
from assistant.recovery.scheduled_backup import ScheduledBackup
from assistant.settings import Settings, load_settings
from assistant.startup_check import run_checks
from knowledge_base.command_line import run as run_knowledge_command
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.ownership import refuse_second_process
from model.errors import ModelError

if TYPE_CHECKING:
    from fastapi import FastAPI

logger = logging.getLogger(__name__)
SHUTDOWN_SECONDS = 3  # open pages keep a connection; without a limit the server would wait for them


def main(arguments: Sequence[str] | None = None) -> int:
    """Start the server, check the installation, or run a command of the knowledge base; returns the exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    command = _find_command(given[:1])
    parser = argparse.ArgumentParser(
        prog="app.py",
        description="Docent, a self-hosted assistant",
        epilog="`app.py backup FILE` writes everything that can't be made again, `app.py restore FILE` puts it back; "
        "`app.py people COMMAND` looks after accounts, `app.py keys COMMAND` after keys of programs; "
        "`app.py knowledge COMMAND` is what `python -m knowledge_base COMMAND` runs.",
    )
    parser.add_argument("--check", action="store_true", help="say what was found and exit with 0 or 1")
    is_check = parser.parse_args([] if command else given).check
    try:
        settings = load_settings()
        set_up_logs(settings.log_format, "WARNING" if command else settings.log_level)
        os.umask(NOBODY_ELSE)  # for the processes of the engine and of the readers, too
        if command:
            return command(given[1:], settings)
        if is_check:
            return run_checks(settings, sys.stdout)
        make_all_private(settings.data_folder)
        refuse_second_process(settings.data_folder / "index")
        apply_restore(settings)
        check_after_crash(settings)
        ensure_all_weights(settings, _show_progress)
        docent = build_docent(settings)
        let_first_admin_in(settings, docent.people, sys.stdout)
        serve(settings, docent)
        if is_staged(settings):
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  # this same program, with fresh parts
    except (AssistantError, KnowledgeBaseError, ModelError) as exc:
        print(f"\nDocent can't start: {exc}", file=sys.stderr)
        return 1
    return 0


def _find_command(name: Sequence[str]) -> Callable[[Sequence[str], Settings], int] | None:
    """Return what a command runs; None where the first argument is none."""
    if name == ["knowledge"]:
        return lambda given, settings: run_knowledge_command(given, knowledge_config(settings), sys.stdout)
    if name == ["people"]:
        return lambda given, settings: run_people_command(given, settings, sys.stdout)
    if name == ["keys"]:
        return lambda given, settings: run_key_command(given, settings, sys.stdout)
    recovery = RECOVERY_COMMANDS.get(name[0]) if name else None
    if recovery is None:
        return None
    return lambda given, settings: recovery(given, settings, database_migrations(settings), sys.stdout)


def serve(settings: Settings, docent: Docent) -> None:
    """Serve until interrupted."""
    import uvicorn

    logging.getLogger("uvicorn.error").addFilter(_is_no_cut_connection)

    config = uvicorn.Config(
        build_app(settings, docent),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        proxy_headers=False,  # whose word about others is taken is decided in `web/client_address.py`
        forwarded_allow_ips=[],
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    server = uvicorn.Server(config)
    watch = RestoreWatch(settings, lambda: setattr(server, "should_exit", True))
    watch.start()
    try:
        server.run()
    finally:
        watch.close()


def build_app(settings: Settings, docent: Docent) -> FastAPI:
    """Compose the web application; its parts start and end with it."""
    _prepare_gradio(settings)
    from web.server import Served, build_server

    app = build_server(
        Served(
            settings=settings,
            manager=docent.manager,
            replies=docent.replies,
            knowledge=docent.knowledge,
            health=docent,
            spoken=docent.spoken,
            people=docent.people,
            own_data=docent.privacy.own_data,
            ownership=docent.ownership,
        )
    )
    backups = ScheduledBackup(settings)
    pages_lifespan = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with pages_lifespan(app):
            note_start(settings)
            docent.start()
            backups.start()
            print(f"Docent is at {docent.people.public_url}", flush=True)
            yield
            backups.close()
            docent.close()
            note_end(settings)

    app.router.lifespan_context = lifespan
    return app


def _is_no_cut_connection(record: logging.LogRecord) -> bool:
    """Leave out that an open page's connection was cut at the end: that is what the limit is for."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, asyncio.CancelledError) and "graceful shutdown exceeded" not in str(
        record.msg
    )


def _prepare_gradio(settings: Settings) -> None:
    """Keep Gradio and the hub's client off the internet, and uploads inside the data folder."""
    os.environ.update(  # noqa: TID251  # written for libraries before they are imported, never read
        GRADIO_ANALYTICS_ENABLED="False",
        GRADIO_TEMP_DIR=str(settings.data_folder / "uploads"),
        HF_HUB_OFFLINE="1",
    )


def _show_progress(name: str, done: int, total: int) -> None:
    width = 30
    filled = width * done // max(total, 1)
    end = "\n" if done >= total else ""
    bar = "#" * filled + "." * (width - filled)
    print(f"\r{name} [{bar}] {done / 1e6:.0f} of {total / 1e6:.0f} MB", end=end, flush=True)


if __name__ == "__main__":
    sys.exit(main())
