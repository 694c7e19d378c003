"""Opening pages as somebody, and reading what they answer."""

import csv
import io

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse


def page(client, who, name, /, *args, **query):
    """The page of that name, as that person sees it (None = nobody signed in)."""
    client.logout() if who is None else client.force_login(who)
    return client.get(reverse(name, args=args), query)


def table(response):
    """The rows of a CSV answer, its heads first."""
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def queries(client, who, url):
    """How many queries the page costs once everything is warm."""
    client.logout() if who is None else client.force_login(who)
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)
