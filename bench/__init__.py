"""`make bench`: what Headroom costs beside named peers that do the same, measured in the same run.

Every figure is a median of rounds that take turns (ours, theirs, ours, theirs), so that a busy machine slows both.
Memory is read from `/proc`, so it takes Linux. Nothing leaves the machine: servers listen on the loopback address.
"""
