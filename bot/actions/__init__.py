"""What buttons and forms do, a module each: `press(desk, pressed)`, `submit(desk, submitted)`."""
