"""Many requests for a code to one phone at once; prints what each was told."""

import json
import sys

import django

django.setup()

from accounts.actions import send_code  # noqa: E402
from accounts.choices import Purpose  # noqa: E402
from accounts.models import Code  # noqa: E402
from foundation import clock  # noqa: E402
from foundation.notices.models import Message  # noqa: E402
from tests.services.together import all_at_once, counted  # noqa: E402

PHONE = "13512345678"


def main(count: int) -> None:
    def ask(address: int) -> None:
        send_code(
            purpose=Purpose.SIGN_IN,
            phone=PHONE,
            address=f"10.0.0.{address}",
            at=clock.now(),
        )

    told = all_at_once(range(count), ask)
    words = ["too often" if "refused" in word else word for word in told]
    answer = {
        "told": counted(words),
        "codes": Code.objects.filter(phone=PHONE).count(),
        "messages": Message.objects.filter(phone=PHONE).count(),
    }
    print(json.dumps(answer))


main(int(sys.argv[1]))
