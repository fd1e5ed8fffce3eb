"""Who may see and change what: people, sessions and tokens of each organisation, and the verbs of staff."""
