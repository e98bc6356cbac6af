"""What stands in the window when its data folder cannot be opened."""
