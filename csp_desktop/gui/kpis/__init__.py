"""The KPI pane: scorecard, charts, figures in, targets still to be set."""
