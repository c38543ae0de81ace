"""The review page: a local web page over the catalogs, for people who have no editor for PO files.

The PO file stays the record: the page reads it, and each change replaces one entry's lines in it. `edits` says what a
change does to an entry, `sheet` what a page shows, `desk` keeps both together, `server` answers the browser.
"""
