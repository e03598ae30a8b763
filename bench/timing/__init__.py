"""How fast polltool is, and how much memory it takes, side by side with other programs."""
