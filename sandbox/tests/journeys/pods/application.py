"""What the pods of the journey execute: small things that show what a process was given."""

import importlib
import json
import os
import signal
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

AUTHORITY = "/run/sandbox/rds-global-bundle.pem"


class Handler(BaseHTTPRequestHandler):
    """Answers with the pod's name."""

    def do_GET(self) -> None:
        """Answer any question."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(os.environ["HOSTNAME"].encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's own name
        """Say nothing."""


def say(text: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def show(*files: str) -> None:
    """Print variables and files, and what can be written to."""
    found = {file: Path(file).read_text() for file in files}
    writable = [folder for folder in ("/tmp", "/etc", "/scratch", str(Path.cwd())) if os.access(folder, os.W_OK)]
    whole = {"user": os.getuid(), "process": os.getpid(), "name": socket.gethostname(), "writable": writable}
    say(json.dumps({"environment": dict(os.environ), "files": found, **whole}))


def serve(port: str) -> None:
    """Serve until told to stop, and say so."""

    def stop(*_: object) -> None:
        say("stopping")
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    ThreadingHTTPServer(("", int(port)), Handler).serve_forever()


def deaf() -> None:
    """Go on whatever is said."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say("here")
    while True:
        time.sleep(60)


def call(*targets: str) -> None:
    """Say what becomes of a connection to each of some names and ports."""
    for target in targets:
        host, _, port = target.rpartition(":")
        try:
            with socket.create_connection((host, int(port)), timeout=3) as connection:
                connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
                word = connection.makefile("rb").read().split()[-1].decode()
        except TimeoutError:
            word = "silence"
        except socket.gaierror:
            word = "no such name"
        except OSError as error:
            word = str(error.strerror)
        say(f"{target}: {word}")


def who() -> None:
    """Ask AWS who we are."""
    boto3 = importlib.import_module("boto3")
    say(boto3.client("sts").get_caller_identity()["Arn"])


def query() -> None:
    """Ask the database who we are to it."""
    psycopg = importlib.import_module("psycopg")
    given = {name: os.environ[name.upper()] for name in ("host", "port", "user", "password")}
    with psycopg.connect(
        dbname="portarium", sslmode="verify-full", sslrootcert=AUTHORITY, connect_timeout=5, **given
    ) as connection:
        say(connection.execute("SELECT current_user").fetchone()[0])


def leave(code: str) -> None:
    """End with a code."""
    Path("/dev/termination-log").write_text(f"left with {code}")
    sys.exit(int(code))


if __name__ == "__main__":
    {"show": show, "serve": serve, "deaf": deaf, "call": call, "who": who, "query": query, "leave": leave}[sys.argv[1]](
        *sys.argv[2:]
    )
