"""What buttons and forms do, a module each: `press(assistant, action)`, `submit(assistant, submission)`."""
