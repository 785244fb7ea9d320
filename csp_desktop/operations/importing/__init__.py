"""Making a plan from somebody's own action-plan workbook."""
