"""`manage.py serve`: everything `make run` does after the requirements stand."""

import os
import socket
import sys
from argparse import ArgumentParser
from io import StringIO
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from bookings.models import Booking
from bookings.planning import plan_all_slots
from centers.models import Center
from config.translations import compile_catalogues
from foundation import clock
from website.showcase import showcase_rows


class Command(BaseCommand):
    """Migrates, loads, seeds the first time, then serves in the foreground."""

    help = "Start web, worker and beat (embedded), or only the web process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and what to start."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--only", choices=["web"], default="")
        parser.add_argument("--no-seed", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, say where it is, become the server."""
        host, port = options["host"], options["port"]
        self._refuse_taken_port(host, port)
        compile_catalogues()
        if not settings.DEMO:
            call_command("collectstatic", interactive=False, verbosity=0)
        if not options["only"]:
            self._prepare(seed=settings.DEMO and not options["no_seed"])
        self.check(databases=["default"])
        self._become_server(host, port, embed=settings.EMBEDDED and not options["only"])

    def _refuse_taken_port(self, host: str, port: int) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except (OSError, OverflowError) as error:
                raise CommandError(
                    f"Port {port} cannot be used ({error}). "
                    f"Choose another one: make run PORT={(port % 60000) + 1}"
                ) from error

    def _prepare(self, *, seed: bool) -> None:
        self._say("[3/5] Preparing the database and the translations")
        call_command("migrate", verbosity=0)
        if seed and not Center.objects.exists():
            self._say("[4/5] Loading the city")
            call_command("load_city", verbosity=0, stdout=StringIO())
        if seed and not Booking.objects.exists():
            self._seed()
        plan_all_slots(at=clock.now())

    def _seed(self) -> None:
        """A city that cannot be seeded starts empty, and says so."""
        self._say("[5/5] Seeding the demonstration city (once)")
        try:
            call_command("seed_demo", stdout=self.stdout)
        except CommandError as error:
            self._say(f"Not seeded ({error}); the city starts without cases.")

    def _become_server(self, host: str, port: int, *, embed: bool) -> None:
        self._say(f"\nWenzhen 问诊 is at http://{host}:{port}/   (Ctrl-C stops it)")
        self._show_accounts()
        workers, threads = (1, 8) if embed or settings.ON_SQLITE else (2, 4)
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            host,
            "--port",
            str(port),
            "--workers",
            str(workers),
            "--blocking-threads",
            str(threads),
            "--respawn-failed-workers",
            "--log-level",
            "error",
            "config.wsgi:application",
        ]
        os.environ["WENZHEN_EMBED"] = "1" if embed else "0"
        sys.stdout.flush()
        os.execv(sys.executable, command)  # noqa: S606 - becomes the server, no shell

    def _show_accounts(self) -> None:
        if not settings.DEMO or not User.objects.exists():
            return
        self._say("Demonstration accounts: one click each at /sign-in/")
        for row in showcase_rows():
            people: Any = row["people"]
            names = ", ".join(member.user.name for member in people)
            self._say(f"  {row['role']}: {names}")

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()
