"""The page « Échanges »: the relay, who takes part, what went and came, what is to be settled."""
