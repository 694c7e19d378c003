"""Keys in addresses: digits no database chokes on."""

from django.urls import register_converter


class KeyConverter:
    """A primary key of at most eighteen digits; longer ones are no address at all."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The key."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Its digits."""
        return str(value)


register_converter(KeyConverter, "key")
