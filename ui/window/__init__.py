"""The parts of the main window: navigation, header, menus, search, the work of a whole folder."""
