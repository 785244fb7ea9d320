"""The overview: the first thing a coordinator sees of a quarter, every figure a way into it."""
