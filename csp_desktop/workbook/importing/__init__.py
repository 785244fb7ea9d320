"""Reading somebody's own workbook: a suggested map, and the records it gives."""
