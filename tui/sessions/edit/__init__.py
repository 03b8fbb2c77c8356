"""One function being edited: what is known of it, what happens, and what is to be done."""
