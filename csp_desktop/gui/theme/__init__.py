"""Colours, fonts, icons, shapes and the style that paints Qt's widgets."""
