"""Puts mistakes into items one at a time, makes the safe fixes, and checks what they did."""
