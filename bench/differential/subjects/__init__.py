"""What cases are about, a module for each subject; a maker takes a generator and gives one case."""
