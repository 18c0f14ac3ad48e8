"""One file a vendor and kind, behind one small protocol each."""
