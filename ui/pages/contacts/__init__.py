"""The page « Contacts »: who works where, how to reach them, and their rights."""
