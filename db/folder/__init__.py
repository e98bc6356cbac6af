"""The data folder before its base is opened: its place, its holder, its identity, its copies."""
