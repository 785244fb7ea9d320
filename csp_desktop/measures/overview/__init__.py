"""The quarter at a glance, with what each figure counts."""
