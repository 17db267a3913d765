"""Speed, each figure as a ratio to a floor or peer of the same run.

Milliseconds differ from machine to machine; how many times slower than the barest program that could do the
same hardly does. ``python -m tests.bench`` prints the table, ``--full`` adds the large stores.
"""
