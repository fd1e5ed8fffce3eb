"""Who gets it: from a question to the people to contact, with the reasons. Pure: no clock, no I/O."""
