"""The wizard that makes a plan from somebody's own workbook."""
