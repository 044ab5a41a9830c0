"""The secrets of an environment besides its database's logins: how fresh they are, and other values for what is due."""
