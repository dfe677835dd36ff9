"""Where the test data lies, and the rule that a test without it says so."""

import os

from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# The same examples at every run of the suite; soaks and fuzzing go on with others.
settings.register_profile("suite", derandomize=True)
settings.load_profile("suite")
