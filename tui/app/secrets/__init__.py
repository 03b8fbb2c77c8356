"""Secrets: what functions are given, by key; their values stay hidden."""
