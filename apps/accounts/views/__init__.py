"""Pages of accounts: signing in, one's own settings, people and invitations, passwords."""
