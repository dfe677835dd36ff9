"""The command line: the same models as the window, and no window toolkit. One module a command; ``entry`` runs them."""
