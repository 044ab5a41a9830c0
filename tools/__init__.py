"""Tools for work on this repository; nothing here is part of the program."""
