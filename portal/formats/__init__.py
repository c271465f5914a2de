"""How the portal writes dates, where that is not what Django does."""
