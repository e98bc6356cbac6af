"""Creating a base, opening it, checking it, copying it, bringing it into today's shape."""
