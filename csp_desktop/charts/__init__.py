"""Figures drawn with pyqtgraph, on screen and to PNG and SVG."""
