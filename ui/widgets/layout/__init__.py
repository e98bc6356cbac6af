"""Where widgets stand in the room they are given, and in which order the keyboard meets them."""
