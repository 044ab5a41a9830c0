"""Run as a script: enters the namespaces of a pod, builds what its container sees of files, and becomes its command.

It imports nothing but what comes with Python and is started with `-I -S`, as each container waits for it.
"""

import ctypes
import json
import os
import socket
import stat
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_NEW_MOUNTS, _NEW_NAMES, _NEW_IPC, _NEW_USER = 0x00020000, 0x04000000, 0x08000000, 0x10000000
_NEW_PROCESSES, _NEW_NETWORK = 0x20000000, 0x40000000
_READ_ONLY, _NO_SUID, _NO_DEVICES, _BIND, _RECURSIVE, _PRIVATE = 1, 2, 4, 4096, 16384, 1 << 18
_DETACH, _AT_FDCWD, _AT_RECURSIVE, _MOUNT_SETATTR = 2, -100, 0x8000, 442
_PDEATHSIG, _NO_NEW_PRIVILEGES, _KILL = 1, 38, 9
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_OWN = ("proc", "dev", "run", "tmp")
_PIVOT_ROOT = 41 if os.uname().machine == "aarch64" else 155
_libc = ctypes.CDLL(None, use_errno=True)


class Files:
    """The root of a container while it is built: the machine's own folders, read-only, and the pod's files in them."""

    def __init__(self, root: str) -> None:
        self.root = root
        # Folders that are in memory and the container's alone: new names can be made there.
        self.own = {"/"}
        self._mounted = {"/"}
        _mount("tmpfs", root, "tmpfs", _NO_SUID | _NO_DEVICES, "mode=755")
        for entry in os.scandir("/"):
            if entry.name not in _OWN:
                self._copy(entry.path, root + entry.path)
                if not entry.is_symlink():
                    _read_only(root + entry.path, recursive=True)
        for name in _OWN:
            Path(root, name).mkdir()
        for name in ("dev", "run", "tmp"):
            self.memory(f"/{name}", "1777" if name == "tmp" else "755")
        _mount("proc", f"{root}/proc", "proc", _NO_SUID | _NO_DEVICES)
        for device in filter(lambda name: Path("/dev", name).exists(), _DEVICES):
            self._copy(f"/dev/{device}", f"{root}/dev/{device}")
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            Path(root, "dev", name).symlink_to(f"/proc/self/fd/{number}")
        Path(root, "dev/fd").symlink_to("/proc/self/fd")
        shared = Path(root, "dev", "shm")
        shared.mkdir()
        _mount("tmpfs", str(shared), "tmpfs", _NO_SUID | _NO_DEVICES, "mode=1777")

    def memory(self, path: str, mode: str) -> None:
        """Put an empty folder over one."""
        _mount("tmpfs", self.root + path, "tmpfs", _NO_SUID | _NO_DEVICES, f"mode={mode}")
        self.own.add(path)
        self._mounted.add(path)

    def hide(self, path: str) -> bool:
        """Put an empty folder over one that is there; say whether it is."""
        if not Path(self.root + path).is_dir():
            return False
        self.memory(path, "755")
        return True

    def put(self, source: int, target: str, *, read_only: bool) -> None:
        """Put an opened file or folder where the container looks for it."""
        is_folder = stat.S_ISDIR(os.fstat(source).st_mode)
        place = self._place(target, is_folder=is_folder)
        _mount(f"/proc/self/fd/{source}", place, None, _BIND | _RECURSIVE)
        # Whether it may be written to is said of it, and no more of what it lies over.
        self._mounted.discard(place.removeprefix(self.root))
        if read_only:
            _read_only(place, recursive=True)

    def close(self, *, read_only: bool) -> None:
        """Take away the right to write from all but the pod's own files."""
        for path in sorted(self._mounted - (set() if read_only else {"/tmp"}), key=len):  # noqa: S108
            _read_only(self.root + path, recursive=False)

    def _place(self, target: str, *, is_folder: bool) -> str:
        """Give a place to mount on; a name that the machine doesn't have is made, in a copy of the folder above."""
        done, rest = "/", [part for part in target.split("/") if part]
        while rest:
            here = str(Path(done, rest.pop(0)))
            inside = self.root + here
            if Path(inside).is_symlink():
                led = os.path.normpath(Path(done, Path(inside).readlink()))
                done, rest = "/", [part for part in led.split("/") if part] + rest
                continue
            if not os.path.lexists(inside):
                if done not in self.own:
                    self._take_over(done)
                if rest or is_folder:
                    Path(inside).mkdir(0o755)
                    self.own.add(here)
                else:
                    os.close(os.open(inside, os.O_CREAT | os.O_WRONLY, 0o644))
            done = here
        return self.root + done

    def _take_over(self, path: str) -> None:
        """Put a folder in memory over one, with everything that is in it."""
        scratch = f"{self.root}/.scratch"
        Path(scratch).mkdir(exist_ok=True)
        _mount("tmpfs", scratch, "tmpfs", _NO_SUID | _NO_DEVICES, "mode=755")
        for entry in os.scandir(self.root + path):
            self._copy(entry.path, f"{scratch}/{entry.name}")
        _mount(scratch, self.root + path, None, _BIND | _RECURSIVE)
        _checked(_libc.umount2(scratch.encode(), _DETACH), scratch)
        Path(scratch).rmdir()
        self.own.add(path)
        self._mounted.add(path)

    def _copy(self, source: str, target: str) -> None:
        if Path(source).is_symlink():
            Path(target).symlink_to(Path(source).readlink())
            return
        if Path(source).is_dir():
            Path(target).mkdir()
        else:
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY, 0o644))
        _mount(source, target, None, _BIND | _RECURSIVE)


def start(spec: dict[str, Any]) -> None:
    """Become a container's command."""
    _checked(_libc.setns(spec["network"], _NEW_NETWORK), "setns")
    _checked(_libc.unshare(_NEW_MOUNTS | _NEW_NAMES | _NEW_IPC), "unshare")
    socket.sethostname(spec["hostname"])
    _mount(None, "/", None, _RECURSIVE | _PRIVATE)
    # Opened first: what hides the sandbox's own files hides where these come from.
    opened = [(os.open(each["source"], os.O_PATH), each) for each in spec["mounts"]]
    files = Files(spec["root"])
    targets = [each["target"] for each in spec["mounts"]]
    hidden_yet = [hidden for hidden in spec["hidden"] if files.hide(hidden)]
    for descriptor, each in opened:
        files.put(descriptor, each["target"], read_only=each["readOnly"])
        os.close(descriptor)
    for hidden in spec["hidden"]:
        # A folder that was brought along may have brought it, or lies over where it is hidden.
        if hidden not in hidden_yet or any(Path(hidden).is_relative_to(target) for target in targets):
            files.hide(hidden)
    files.close(read_only=spec["readOnlyRoot"])
    os.chdir(files.root)
    _checked(_libc.syscall(_PIVOT_ROOT, b".", b"."), "pivot_root")
    _checked(_libc.umount2(b".", _DETACH), "umount")
    os.chdir("/")
    _become(spec)


def enter(spec: dict[str, Any]) -> None:
    """Become a command beside a container's own, as a probe is."""
    opened = {name: os.open(f"/proc/{spec['process']}/ns/{name}", os.O_RDONLY) for name in ("mnt", "net", "uts", "pid")}
    user = os.open(f"/proc/{spec['process']}/ns/user", os.O_RDONLY)
    kinds = {"net": _NEW_NETWORK, "uts": _NEW_NAMES, "pid": _NEW_PROCESSES, "mnt": _NEW_MOUNTS}
    for name, kind in kinds.items():
        _checked(_libc.setns(opened[name], kind), f"setns {name}")
    _checked(_libc.setns(user, _NEW_USER), "setns user")
    child = os.fork()
    if child:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    _checked(_libc.prctl(_PDEATHSIG, _KILL), "prctl")
    os.chdir(spec["directory"])
    os.execvpe(spec["command"][0], spec["command"], spec["environment"])  # noqa: S606 # no shell reads it


def _become(spec: dict[str, Any]) -> None:
    _checked(_libc.unshare(_NEW_USER), "unshare")
    for file, content in (
        ("setgroups", "deny"),
        ("uid_map", f"{spec['user']} 0 1"),
        ("gid_map", f"{spec['group']} 0 1"),
    ):
        Path("/proc/self", file).write_text(content, encoding="ascii")
    if spec["noNewPrivileges"]:
        _checked(_libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0), "prctl")
    # Last: each change of who we are forgets it.
    _checked(_libc.prctl(_PDEATHSIG, _KILL), "prctl")
    os.umask(0o022)
    os.chdir(spec["directory"])
    os.execvpe(spec["command"][0], spec["command"], spec["environment"])  # noqa: S606 # no shell reads it


def _mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    words = [None if word is None else word.encode() for word in (source, target, kind)]
    _checked(_libc.mount(*words, ctypes.c_ulong(flags), data.encode() or None), f"mount {target}")


def _read_only(path: str, *, recursive: bool) -> None:
    attributes = (ctypes.c_uint64 * 4)(_READ_ONLY, 0, 0, 0)
    flags = _AT_RECURSIVE if recursive else 0
    _checked(
        _libc.syscall(
            _MOUNT_SETATTR, _AT_FDCWD, path.encode(), flags, ctypes.byref(attributes), ctypes.sizeof(attributes)
        ),
        f"mount_setattr {path}",
    )


def _checked(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


@contextmanager
def _told(descriptor: int) -> Generator[None]:
    """Tell the runner why a command didn't start; the pipe closes by itself where it did."""
    try:
        yield
    except OSError as error:
        os.write(descriptor, (error.strerror or str(error)).encode())
        os._exit(128)


if __name__ == "__main__":
    wanted = json.loads(sys.stdin.buffer.read())
    os.set_inheritable(wanted["told"], False)
    sys.stdin.close()
    with _told(wanted["told"]):
        os.dup2(os.open("/dev/null", os.O_RDONLY), 0)
        {"start": start, "enter": enter}[wanted["do"]](wanted)
