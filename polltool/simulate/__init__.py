"""Runs polling sequences on this machine, in virtual time, as the server would."""
