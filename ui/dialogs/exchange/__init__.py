"""Sending, receiving and joining by exchange files."""
