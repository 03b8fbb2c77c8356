"""The profiles of the settings: switched between, added, changed, tested, removed."""
