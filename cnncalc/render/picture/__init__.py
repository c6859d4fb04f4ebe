"""Pictures: a scene of a few kinds of marks, what it is written as, and how charts become one."""
