"""The page « Paramètres »: who, what is printed, the look, the folders and their copies."""
