"""Master data of the city: reading, checking and writing it; who shows it."""

from city.loading.load import load
from city.loading.showcase import SHIPPED_CITY, showcase

__all__ = ["SHIPPED_CITY", "load", "showcase"]
