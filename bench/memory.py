"""The memory that a process holds, as Linux tells it."""

import ctypes
from pathlib import Path

KIB_PER_MIB = 1024
FORGET_PEAK = "5"


def resident(process_id: int | str = "self") -> float:
    """MiB that a process holds now."""
    return _status(process_id, "VmRSS")


def peak() -> float:
    """MiB that this process held at most since `forget_peak`."""
    return _status("self", "VmHWM")


def forget_peak() -> None:
    """Let the peak begin at what is in use now: memory that was freed goes back to Linux first."""
    ctypes.CDLL(None).malloc_trim(0)
    Path("/proc/self/clear_refs").write_text(FORGET_PEAK)


def _status(process_id: int | str, field: str) -> float:
    lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    kib = next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
    return int(kib) / KIB_PER_MIB
