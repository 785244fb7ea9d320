"""The main window: menus, toolbar, tree, panes, and what it says of the plan."""
