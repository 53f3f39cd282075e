"""Papers and workbooks about who knows of a notice."""
