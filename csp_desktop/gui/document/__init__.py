"""The Plan pane: what a plan says besides its actions and indicators, to read and correct."""
