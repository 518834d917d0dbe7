"""A bad link on one machine: two network namespaces, and between them a wire of ours that loses, delays and cuts.

The TCP on both sides is the kernel's own. Nothing outlives the process that
holds the wire: namespaces and links have no names and go when it goes.
"""
