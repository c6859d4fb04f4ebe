"""Random tests are the same on every run; the profile `search` looks further, `some` and `few` less far."""

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("tests.ops.cases")

settings.register_profile("fixed", deadline=None, derandomize=True)
settings.register_profile("some", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("few", deadline=None, derandomize=True, max_examples=10)
settings.register_profile("search", deadline=None, max_examples=5_000)
settings.load_profile("fixed")
