"""A neural voice, for whoever has one: absent by default, and never needed (decision 040)."""
