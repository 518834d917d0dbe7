"""Who handed a request in, judged again from scratch by code that the kiosk does not share."""
