"""Entry of the application, from a checkout, an installed wheel and a frozen build."""

import sys

from app.main import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
