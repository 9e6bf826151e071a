"""What a change of the project does to the figures: base and working tree built on the same raw tables."""
