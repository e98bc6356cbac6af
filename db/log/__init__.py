"""The change log, and what follows from it: which changes count, what the tables then hold."""
