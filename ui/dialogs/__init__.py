"""Windows that ask for a decision or show something beside the page."""
