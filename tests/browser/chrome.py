"""Where Chromium is, and how it is started here."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
HOW = (
    "Chromium is missing: 'apt-get install chromium fonts-noto-cjk' (Debian/Ubuntu); "
    "browser tests skipped"
)
FLAGS = [
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--disable-gpu",
]


def chromium() -> str | None:
    """Its path: named by CHROMIUM, or the first found."""
    named = os.environ.get("CHROMIUM", "")
    return next(filter(None, map(shutil.which, filter(None, [named, *NAMES]))), None)


def flags() -> list[str]:
    """Root has no sandbox."""
    return [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
