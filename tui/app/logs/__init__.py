"""What a server logged: followed, filtered, looked through."""
