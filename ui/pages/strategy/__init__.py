"""The page « Stratégie »: the convention, its levels, and the editor of the référentiel."""
