"""Papers of the Hong Kong Immigration Department, as facts.md (section 2) tells of them.

Nobody has shown their layout in public, so there are several invented ones, which have the
labels in common and hardly a position.
"""
