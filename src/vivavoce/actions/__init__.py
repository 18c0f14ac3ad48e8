"""The only things that write: one action, one transaction. Reads take a `View`, writes a `Tx`."""
