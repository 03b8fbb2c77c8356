"""Talking to the server: HTTP in, values and the errors of `tui.errors` out. The only room that knows httpx."""
