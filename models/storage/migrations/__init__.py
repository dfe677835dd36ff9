"""History of ``labels.sqlite``: one numbered step a module in ``versions``, run by ``models.storage.migrate``."""

HEAD = "0011"
