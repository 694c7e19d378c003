"""A long list is counted only as far as anybody would turn pages."""

from accounts.models import User
from face.paging import LongList


class ShortPatience(LongList):
    most = 3


def pages_of(count):
    User.objects.bulk_create(User(phone=f"1390000000{n}") for n in range(count))
    rows = User.objects.filter(phone__startswith="1390000000").order_by("phone")
    return ShortPatience(rows, 2)


def test_a_list_within_bounds_is_counted_whole(db):
    pages = pages_of(3)
    assert (pages.count, pages.is_longer, pages.num_pages) == (3, False, 2)


def test_of_a_longer_list_one_row_more_is_counted_and_it_says_so(db):
    pages = pages_of(6)
    assert (pages.count, pages.is_longer) == (4, True)
    assert [user.phone[-1] for user in pages.page(2)] == ["2", "3"]
