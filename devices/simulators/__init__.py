"""Parts that are not there, speaking the real wire: PC/SC through pcscd, ESC/POS over TCP."""
