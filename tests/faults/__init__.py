"""The fault harness: what the console promises, held against kills, cuts and strangers. Not part of the suite."""
