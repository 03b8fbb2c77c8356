"""The fault harness: promises held against kills, cuts and strangers. The suite has a little of it."""
