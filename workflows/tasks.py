"""Celery's side: ids in, action called."""

from celery import shared_task

from assignments.actions import find_clashes
from bookings import places
from bookings.actions import send_reminders
from bookings.planning import plan_all_slots
from foundation import clock
from foundation.audit.actions import seal
from foundation.notices.actions import deliver
from foundation.uploads import actions as uploads
from workflows import (
    comparing,
    deadlines,
    digest,
    enquiries,
    jobs,
    kept,
    leaving,
    roots,
    waitlist,
)


@shared_task
def run_job(*task_pks: int) -> list[str]:
    """Do background steps, one after the other."""
    return [jobs.run_quietly(task_pk) for task_pk in task_pks]


@shared_task(expires=60)
def sweep() -> int:
    """Heal what a lost message or a killed worker left behind."""
    return jobs.sweep()


@shared_task(expires=60)
def remind() -> int:
    """Reminders, overdue marks, the next level; questions that nobody answered."""
    return deadlines.fire(at=clock.now()) + enquiries.expire_all(at=clock.now())


@shared_task(expires=3600)
def free_left() -> int:
    """Steps of people who have left are everybody's again."""
    return leaving.free_left(at=clock.now())


@shared_task(expires=3600)
def compare_stages() -> int:
    """Cases whose open steps are not those of their stage."""
    return comparing.tell_differences(at=clock.now())


@shared_task(expires=3600)
def send_digests() -> int:
    """What is everybody's today."""
    return digest.send_all(at=clock.now())


@shared_task(expires=240)
def remind_of_bookings() -> int:
    """Reminders of booked times: 3 days, 1 day, 2 hours before."""
    return send_reminders(at=clock.now())


@shared_task(expires=20)
def let_go_of_holds() -> int:
    """Places kept for forms that were not sent are free again."""
    return places.let_go(at=clock.now())


@shared_task(expires=20)
def pass_places_on() -> int:
    """Places that came free are offered to the waiting lists; unanswered ones end."""
    return waitlist.sweep(at=clock.now())


@shared_task(expires=60)
def seal_audit() -> int:
    """Link new audit entries to the chain."""
    return seal()


@shared_task(expires=3600)
def keep_root() -> int:
    """Yesterday's end of the audit chain, told to the auditors."""
    return roots.keep(at=clock.now())


@shared_task(expires=60)
def deliver_messages() -> int:
    """Send what waits in the outbox."""
    return deliver(at=clock.now())


@shared_task(expires=3600)
def plan_slots() -> int:
    """Draft the slots of the working days ahead."""
    return plan_all_slots(at=clock.now())


@shared_task(expires=3600)
def check_ties() -> int:
    """Assigned cases whose provider has since been tied to the firm."""
    return find_clashes(at=clock.now())


@shared_task(expires=3600)
def sweep_uploads() -> int:
    """Files kept for forms that nobody sent again."""
    return uploads.sweep(at=clock.now())


@shared_task(expires=3600)
def sweep_drafts() -> int:
    """Drafts of steps that others did, or that have ended."""
    return kept.sweep_drafts()
