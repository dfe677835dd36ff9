"""Attacks on a catalog in PostgreSQL by its own people, in SQL written by hand: each must be refused or without effect.

``values`` says what an attack is, the themes list them, ``stage`` makes what they are about and takes it away again,
``state`` tells whether something changed, ``suite`` runs all.
"""
