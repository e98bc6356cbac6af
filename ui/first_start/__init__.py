"""The first start: three questions, then everything is there."""
