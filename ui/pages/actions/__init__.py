"""The page Actions: the list with its filters, the corbeille, and the fiche beside it."""
