"""Taking a spreadsheet in: four steps on one page, with what each does shown at once."""
