"""Writing workbooks: the return with its base, and the report."""
