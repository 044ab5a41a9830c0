"""Tables of the documentation that are made of the program itself, so that they say what is so."""
