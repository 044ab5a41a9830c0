"""Linux namespaces: how the runner becomes the administrator of networks and processes of its own, without root."""

# ruff: noqa: S603 (a list of words of our own, which no shell reads)

import ctypes
import os
import subprocess
import sys
from pathlib import Path

NEW_USER = 0x10000000
NEW_PROCESSES = 0x20000000
NEW_NETWORK = 0x40000000

_PERMISSIONS = (
    ("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
    ("/proc/sys/kernel/unprivileged_userns_clone", "0", "1"),
    ("/proc/sys/user/max_user_namespaces", "0", "15000"),
)


def unshare(flags: int) -> None:
    """Give the calling thread namespaces of its own."""
    _checked(ctypes.CDLL(None, use_errno=True).unshare(flags), "unshare")


def enter(descriptor: int, flags: int) -> None:
    """Put the calling thread into a namespace."""
    _checked(ctypes.CDLL(None, use_errno=True).setns(descriptor, flags), "setns")


def become_administrator() -> None:
    """Enter a user namespace where the calling process, which must have one thread yet, may do all to what it makes.

    Root too: there is one way that is tried, and a runner's mistake costs the machine nothing.
    """
    user, group = os.geteuid(), os.getegid()
    unshare(NEW_USER)
    for file, content in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
        Path("/proc/self", file).write_text(content, encoding="ascii")


def why_not_possible() -> str | None:
    """Say in one line why no pod could run on this machine, and what would make it right; nothing where it could."""
    if sys.platform != "linux":
        return "pods run on Linux alone: a network of their own is a namespace of its kernel"
    # A process of its own: what a library starts in each fork of ours is a second thread, which Linux refuses here.
    code = subprocess.run([sys.executable, "-P", "-m", __spec__.name], check=False).returncode
    if code == 0:
        return None
    for file, forbids, permits in _PERMISSIONS:
        path = Path(file)
        if path.exists() and path.read_text(encoding="ascii").strip() == forbids:
            setting = file.removeprefix("/proc/sys/").replace("/", ".")
            return f"this machine lets nobody make user namespaces; permit it: sudo sysctl -w {setting}={permits}"
    return (
        f"this machine lets nobody make user and network namespaces ({os.strerror(code)}); "
        "in a container, start it with --security-opt seccomp=unconfined"
    )


def _checked(result: int, what: str) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _try() -> int:
    """Make what a runner makes, and give the number of the error."""
    try:
        become_administrator()
        unshare(NEW_NETWORK)
    except OSError as error:
        return error.errno or 1
    return 0


if __name__ == "__main__":
    sys.exit(_try())
