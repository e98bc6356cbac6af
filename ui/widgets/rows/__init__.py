"""A row's fields as a form, and the rows that another row owns."""
