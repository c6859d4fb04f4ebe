"""Random tests are the same on every run; `pytest --hypothesis-profile=search` looks further."""

from hypothesis import settings

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=5_000)
settings.load_profile("fixed")
