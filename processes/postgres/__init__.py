"""What the embedded PostgreSQL is made of: finding its binaries, and telling its processes from anybody else's."""
