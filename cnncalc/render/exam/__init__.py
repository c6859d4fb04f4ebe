"""Questions as programs that hold exams read them, a form a file."""
