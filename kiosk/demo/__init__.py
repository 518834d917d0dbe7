"""A whole demonstration on real parts: private card service, printer, sound sink, platform, agent.

`setting` makes keys and files, `stage` starts the parts, `play` walks the
visits and checks each step, `account` writes what happened.
"""
