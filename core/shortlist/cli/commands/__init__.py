"""One module for each command, loaded when the command is named; its heavy imports wait until the command runs."""
