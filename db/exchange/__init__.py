"""What goes to other sites, and what comes from them."""
