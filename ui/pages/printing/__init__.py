"""The page « Imprimer »: each document with its options, a true preview, paper, PDF, batches."""
