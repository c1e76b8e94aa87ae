"""The pages on which stories are read and edited."""
