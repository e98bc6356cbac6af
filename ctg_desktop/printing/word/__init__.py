"""Documents as files of Word, which people reword: the same stories as on paper.

This package alone imports python-docx. `word_file.rendered` takes what
`engine.document.rendered` takes; `writer` hears the story, `look` holds the styles, and `markup`
writes the elements. Styles are those that Word and LibreOffice know by name, so that headings,
lists and tables stay what they are when somebody goes on with the file.
"""
