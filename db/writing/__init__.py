"""Gestures: writing, undoing, erasing. `db.unit_of_work` is the door to them."""
