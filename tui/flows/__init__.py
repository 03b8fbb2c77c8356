"""What happens: connect, browse, save.

Each flow ends in an outcome that is a value, never in a callback of a screen."""
