"""Leaf tools: ids, clock, secrets, paging, limits, outbound calls, documents. No word of the domain."""
