"""What buttons and forms do, a module each: `press(assistant, pressed)`, `submit(assistant, submitted)`."""
