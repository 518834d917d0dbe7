"""What requests weigh: invented ones by the hundred, the dictionary trained on them, and its measure."""
