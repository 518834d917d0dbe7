"""What the platform has for a kiosk: notices and packs in one signed answer, by the link or on a stick."""
