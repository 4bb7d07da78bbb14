"""What a question names, counts, compares and leaves out, and whether anything of it stays unread."""
