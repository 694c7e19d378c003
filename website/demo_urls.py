"""Demo."""

urlpatterns: list = []
