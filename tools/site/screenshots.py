"""Photographs pages of the built site as people see them, wide and narrow, light and dark: `make screenshots`.

Playwright comes with this command alone, and the browser is the machine's: a Chromium on PATH.
"""

import shutil
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "build" / "documentation" / "site"
PICTURES = ROOT / "docs" / "pictures" / "site"

PAGES: Mapping[str, str] = {"start": "index.html", "component": "components/aws/database.html"}
"""The pages, by the names of their pictures: one that people come to, one that is made of code."""
SIZES: Mapping[str, tuple[int, int]] = {"wide": (1280, 900), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Take all pictures; the exit code is what `make` needs."""
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    missing = [page for page in PAGES.values() if not (SITE / page).exists()]
    if browser is None or missing:
        wrong = f"{SITE.relative_to(ROOT)}: no {missing[0]}; run: make docs" if missing else "no Chromium is on PATH"
        sys.stderr.write(f"screenshots: {wrong}\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    playwright: Any = import_module("playwright.sync_api")
    with playwright.sync_playwright() as started:
        running = started.chromium.launch(executable_path=browser, args=["--no-sandbox", "--hide-scrollbars"])
        for size, (width, height) in SIZES.items():
            for scheme in SCHEMES:
                page = running.new_page(
                    viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce"
                )
                for name, path in PAGES.items():
                    page.goto((SITE / path).as_uri(), wait_until="load")
                    page.screenshot(path=PICTURES / f"{name}-{size}-{scheme}.png")
    sys.stdout.write(f"screenshots: {len(PAGES) * len(SIZES) * len(SCHEMES)} in {PICTURES.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
