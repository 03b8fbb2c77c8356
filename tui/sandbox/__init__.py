"""An InsForge-compatible server for one person on one machine.

Owns everything behind its socket: the store, the runtime and the wire's shape in five dialects. It refuses to know the
console: nothing here imports the rest of `tui`, so that a misreading of the wire cannot pass on both sides.
"""
