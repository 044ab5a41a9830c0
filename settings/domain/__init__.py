"""Value types of the domain: text that is checked once, when it is read, and typed from then on."""
