"""The benchmark behind `make bench`: what our program costs next to a flat one of the same resources."""
