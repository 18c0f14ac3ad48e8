"""The interviewer: text in, text out; knows no socket, no database, no vendor."""
