"""The Accueil: what asks for attention, where the plan stands, what changed."""
