"""Properties are judged by their result, never by how busy the machine is."""

from hypothesis import settings

settings.register_profile("wenzhen", deadline=None)
settings.load_profile("wenzhen")
