"""Open Badges 3.0: signed, revocable, and checked by anybody's verifier."""
