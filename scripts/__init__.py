"""How the portal is built, started and checked; the Makefile calls these by name."""
