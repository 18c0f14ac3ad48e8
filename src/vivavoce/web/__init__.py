"""What people see: the candidate's pages, the documentation, and (to come) the console."""
