"""Migrations that take something away; nothing has been yet. They never run unless somebody names them."""
