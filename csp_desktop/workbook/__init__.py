"""Excel out and back: plain data into a workbook, a file into plain data."""
