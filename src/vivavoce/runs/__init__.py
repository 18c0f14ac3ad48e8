"""Work that is slow, retried or paced by people, on DBOS; one file a kind of run."""
