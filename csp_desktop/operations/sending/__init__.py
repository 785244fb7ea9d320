"""Sending returns out: what goes into each workbook, and who has answered."""
