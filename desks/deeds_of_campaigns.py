"""What the audit log calls the deeds done to campaigns, and their facts."""

from django.utils.translation import gettext_lazy

CAMPAIGN_DEEDS = {
    "campaigns.close": gettext_lazy("Campaign closed"),
    "campaigns.draft": gettext_lazy("Draft of a campaign saved"),
    "campaigns.open": gettext_lazy("Campaign opened"),
    "campaigns.publish_rules": gettext_lazy("Rules published"),
    "campaigns.take_up": gettext_lazy("Campaign taken up by its flow"),
}
CAMPAIGN_FACTS = {
    "due_on": gettext_lazy("due on"),
    "step": gettext_lazy("open step"),
}
