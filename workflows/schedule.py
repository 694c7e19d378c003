"""What beat does, and how often; which work goes before which."""

from typing import Any, Final

from celery.schedules import crontab

# The queues in the order in which a worker empties them: a case's next step, then what
# keeps time, then what has until the morning.
STEPS, TIMED, NIGHT = "steps", "timed", "night"
QUEUES: Final = (STEPS, TIMED, NIGHT)
ROUTES: Final = {
    "workflows.tasks.run_job": {"queue": STEPS},
    "workflows.tasks.sweep": {"queue": STEPS},
    "workflows.tasks.send_digests": {"queue": NIGHT},
    "workflows.tasks.free_left": {"queue": NIGHT},
    "workflows.tasks.compare_stages": {"queue": NIGHT},
    "workflows.tasks.keep_root": {"queue": NIGHT},
    "workflows.tasks.seal_audit": {"queue": NIGHT},
    "workflows.tasks.plan_slots": {"queue": NIGHT},
    "workflows.tasks.check_ties": {"queue": NIGHT},
    "workflows.tasks.sweep_drafts": {"queue": NIGHT},
    "workflows.tasks.sweep_uploads": {"queue": NIGHT},
}


# What goes by the clock: the task, and when.
AT_HOURS: Final = {
    "digests": ("send_digests", crontab(hour="8-11", minute="*/10")),
    "root": ("keep_root", crontab(hour=0, minute="5-59/10")),
    "compare_stages": ("compare_stages", crontab(hour=2, minute=40)),
    "free_left": ("free_left", crontab(minute=20)),
    "plan": ("plan_slots", crontab(hour=1, minute=30)),
    "check_ties": ("check_ties", crontab(hour=2, minute=10)),
    "sweep_uploads": ("sweep_uploads", crontab(hour=3, minute=20)),
    "sweep_drafts": ("sweep_drafts", crontab(hour=3, minute=40)),
}


def schedule(sweep_seconds: float) -> dict[str, Any]:
    """Celery's beat schedule; seconds between two sweeps is a setting."""
    return {
        "sweep": {"task": "workflows.tasks.sweep", "schedule": sweep_seconds},
        "remind": {"task": "workflows.tasks.remind", "schedule": 3 * sweep_seconds},
        "remind_of_bookings": {
            "task": "workflows.tasks.remind_of_bookings",
            "schedule": 300.0,
        },
        "let_go_of_holds": {
            "task": "workflows.tasks.let_go_of_holds",
            "schedule": 20.0,
        },
        "pass_places_on": {
            "task": "workflows.tasks.pass_places_on",
            "schedule": 20.0,
        },
        "seal": {"task": "workflows.tasks.seal_audit", "schedule": 30.0},
        "deliver": {"task": "workflows.tasks.deliver_messages", "schedule": 15.0},
        **{name: _task(*work) for name, work in AT_HOURS.items()},
    }


def _task(task: str, when: crontab) -> dict[str, Any]:
    return {"task": f"workflows.tasks.{task}", "schedule": when}
