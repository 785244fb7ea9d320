"""Reading returns: their rows and cells matched with the export that they carry."""
