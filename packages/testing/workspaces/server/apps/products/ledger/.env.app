# What the app is told besides.
CURRENCY=US$
