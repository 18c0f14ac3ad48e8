"""Leaf tools: ids, clock, secrets, outbound, paging, limits. No word of the domain."""
