"""Run as a module in a pod: sends one request, and writes down the status and the answer."""

import sys
import urllib.error
import urllib.request


def main(method: str, url: str, authorization: str, body: str = "") -> None:
    """Ask, and say what came back."""
    headers = {"Authorization": authorization, "Content-Type": "application/json"}
    request = urllib.request.Request(url, body.encode() or None, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            status, content = answer.status, answer.read()
    except urllib.error.HTTPError as error:
        status, content = error.code, error.read()
    except OSError as error:
        status, content = 0, str(error).encode()
    sys.stdout.write(f"{status} {content.decode()}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
