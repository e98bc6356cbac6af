"""CTG Desktop: what the application does, without a window and without SQL."""
