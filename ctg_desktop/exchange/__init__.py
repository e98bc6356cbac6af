"""Exchange without a server: what one installation hands to another, and what carries it."""
