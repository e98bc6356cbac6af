"""Qt's models over plain values."""
