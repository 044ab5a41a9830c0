"""`python -m tests.bench.pod_work`: work for a processor and some memory, and what the kernel says it took."""

import hashlib
import json
import resource
import sys

_ROUNDS = 1_500_000
_BYTES = 64 * 1024 * 1024


def main() -> None:
    """Work, and print seconds of the processor and the most memory in MiB."""
    held = bytearray(_BYTES)
    digest = b""
    for number in range(_ROUNDS):
        digest = hashlib.sha256(digest + bytes([number % 251])).digest()
        held[number % _BYTES] = digest[0]
    used = resource.getrusage(resource.RUSAGE_SELF)
    taken = {"seconds": used.ru_utime + used.ru_stime, "mebibytes": used.ru_maxrss / 1024}
    sys.stdout.write(f"{json.dumps(taken)}\n")


if __name__ == "__main__":
    main()
