"""Labels of an episode: document, commands, ``apply -> (document, inverse, changes)``, history and checks."""
