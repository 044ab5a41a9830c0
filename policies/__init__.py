"""What every resource of Portarium has to be: checked in previews, in updates, and on the state after them."""
