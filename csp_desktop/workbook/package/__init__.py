"""An Excel file as a package: its parts, read safely into plain sheets of cells."""
