"""What is printed for the customer: papers as data, and two ways to lay them out; no SQL, no files, no clock.

A paper is built from facts in the customer's language (`receipt`, `slip`, `letter`, `statement`). It is then
a `Document`: finished wording without any layout. `plain_text` lays it out for 42 or 80 columns, `page` as
one HTML file that needs nothing else.
"""
