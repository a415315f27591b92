"""What Amazon's programme pages say, as pure functions.

Rules decide, storage remembers, the bot speaks. Nothing here reads a clock, a network or a database: the day, the
case and the workspace's interpretation are arguments, and the only files read are the policies beside this one.
"""
