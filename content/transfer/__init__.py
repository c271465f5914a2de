"""Import and export of all content as JSON Lines (docs/import-format.md).

`fields` convert one value, `kinds` one object, `importing` and `exporting` a whole file. Each app declares
its kinds in its own `transfer.py`, which its AppConfig loads.
"""
