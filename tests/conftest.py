"""Where the test data lies, and the rule that a test without it says so."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
