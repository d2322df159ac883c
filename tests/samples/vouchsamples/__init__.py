"""The making side of vouchd's tests: documents drawn, signed and attacked.

Nothing here is shared with the reader under test, and no PDF library is used:
every irregularity a test needs has to be produced on purpose, byte by byte.
"""
