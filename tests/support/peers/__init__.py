"""Scripts for the environment of ``make test-peers``; they import nothing of this program and print JSON."""
