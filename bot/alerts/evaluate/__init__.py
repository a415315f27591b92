"""Is something near a limit? Metrics, refunds and report checks evaluated to alert states."""
