"""One interview in real time: every turn is committed before it is answered."""
