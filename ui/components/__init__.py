"""Every block of a page as measured units. Nothing here knows which page it is on."""
