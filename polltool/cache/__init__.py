"""What earlier runs found, kept in a folder of the user's; it makes runs faster and changes nothing else."""
