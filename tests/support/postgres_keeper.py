"""Runs a PostgreSQL server for as long as a run of the tests: `python postgres_keeper.py PID DIR`.

It is a process of its own, since several processes of one run share the server, and any of them
may be killed. It writes the port into `DIR/port` when the server answers, and takes all away when
the process PID is gone. PostgreSQL refuses to be run by root: then somebody without rights does.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

PASSWORD = "Mot de passe d’essai"
"""Of the administrator."""

_PATIENCE_S = 60
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "ssl": "on",
    "password_encryption": "scram-sha-256",
    "max_connections": "60",
    "shared_buffers": "16MB",
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "jit": "off",
    "logging_collector": "off",
}
_FILES = {"cert": "crt", "key": "key"}
_RULES = """
hostssl all weak_one 127.0.0.1/32 password
hostssl all trusted_one 127.0.0.1/32 trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""


def binaries() -> Path | None:
    """Return where PostgreSQL's programs are; None where it is not installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if (named := shutil.which("postgres")) is not None:
        found.append(Path(named).resolve().parent)
    return max(found, key=str, default=None)


def main(watched: int, folder: Path) -> None:
    """Start the server, wait for the end, and take all away."""
    import pwd  # not on Windows, where this file is only looked at

    who = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    user = {} if who is None else {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}
    tools = binaries()
    assert tools is not None
    data, secret = folder / "base", folder / "secret"
    data.mkdir(mode=0o700)
    certificate(folder)
    secret.write_text(PASSWORD, encoding="utf-8")
    for path in (folder, *folder.iterdir()):
        if who is not None:
            os.chown(path, who.pw_uid, who.pw_gid)
    made = [str(tools / "initdb"), "-D", str(data), "-U", "administration", "-E", "UTF8"]
    made += ["--locale=C", "-A", "scram-sha-256", f"--pwfile={secret}", "--no-sync"]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL, **user)
    (data / "pg_hba.conf").write_text(_RULES, encoding="utf-8")
    port = free_port()
    started = [str(tools / "postgres"), "-D", str(data), "-p", str(port)]
    files = {f"ssl_{kind}_file": str(folder / f"server.{end}") for kind, end in _FILES.items()}
    for name, value in {**_SETTINGS, **files}.items():
        started += ["-c", f"{name}={value}"]
    with (folder / "journal").open("wb") as told:
        server = subprocess.Popen(started, stdout=told, stderr=told, **user)
        try:
            wait_for(port, server)
            (folder / "port.tmp").write_text(str(port), encoding="ascii")
            (folder / "port.tmp").rename(folder / "port")
            while server.poll() is None and is_running(watched):
                time.sleep(0.5)
        finally:
            server.send_signal(3)  # at once: nothing is to be kept
            server.wait()
            shutil.rmtree(folder, ignore_errors=True)


def certificate(folder: Path) -> None:
    """Make a certificate of 127.0.0.1, which is its own authority, and its key."""
    command = ["openssl", "req", "-x509", "-nodes", "-days", "30", "-newkey", "ec"]
    command += ["-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=CTG Desktop, essai"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-addext", "keyUsage=critical,"]
    command[-1] += "digitalSignature,keyCertSign"
    command += ["-keyout", str(folder / "server.key"), "-out", str(folder / "server.crt")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (folder / "server.key").chmod(0o600)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as seen:
        seen.bind(("127.0.0.1", 0))
        return int(seen.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when the server answers.

    Raises:
        TimeoutError: it does not.
    """
    give_up_at = time.monotonic() + _PATIENCE_S
    while time.monotonic() < give_up_at and server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as seen:
                seen.sendall((8).to_bytes(4, "big") + (80877103).to_bytes(4, "big"))
                if seen.recv(1) == b"S":
                    return
        except OSError:
            pass
        time.sleep(0.05)
    raise TimeoutError("PostgreSQL does not start")


def is_running(watched: int) -> bool:
    """Whether a process is there."""
    try:
        os.kill(watched, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    if os.fork():
        os._exit(0)  # who started this waits for nothing
    main(int(sys.argv[1]), Path(sys.argv[2]))
