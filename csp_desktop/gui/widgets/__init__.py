"""Widgets that several panes share: buttons, tables, labels, dialogs."""
