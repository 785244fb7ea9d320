"""Limits that the system holds a process to, whatever happens inside it."""

from __future__ import annotations

import sys


def limit_memory(most: int) -> None:
    """Have this process refused more than `most` bytes; where a system cannot, nothing happens."""
    if sys.platform == "win32":
        _limit_memory_by_job(most)
    else:
        import resource

        # The hard limit stays as it is: once lowered, it could not be raised again.
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
        except (ValueError, OSError):
            return


def limit_processor(seconds: int) -> None:
    """Have this process ended once it has computed for `seconds` more."""
    if sys.platform != "win32":
        import resource

        # The system counts from the process's start, and one worker reads many files. So what is
        # used so far is added, or the limit would hold for all files together.
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        wanted = int(used.ru_utime + used.ru_stime) + 1 + seconds
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
        except (ValueError, OSError):
            return


def _limit_memory_by_job(most: int) -> None:
    """Windows: put this process into a job object that bounds its memory, and ends with it."""
    if sys.platform == "win32":
        import ctypes
        from ctypes import wintypes

        class Basic(ctypes.Structure):
            _fields_ = (
                ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
                ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
                ("LimitFlags", wintypes.DWORD),
                ("MinimumWorkingSetSize", ctypes.c_size_t),
                ("MaximumWorkingSetSize", ctypes.c_size_t),
                ("ActiveProcessLimit", wintypes.DWORD),
                ("Affinity", ctypes.c_size_t),
                ("PriorityClass", wintypes.DWORD),
                ("SchedulingClass", wintypes.DWORD),
            )

        class Extended(ctypes.Structure):
            _fields_ = (
                ("BasicLimitInformation", Basic),
                ("IoInfo", ctypes.c_ulonglong * 6),
                ("ProcessMemoryLimit", ctypes.c_size_t),
                ("JobMemoryLimit", ctypes.c_size_t),
                ("PeakProcessMemoryUsed", ctypes.c_size_t),
                ("PeakJobMemoryUsed", ctypes.c_size_t),
            )

        # JOB_OBJECT_LIMIT_PROCESS_MEMORY, and JobObjectExtendedLimitInformation.
        process_memory, extended_information = 0x100, 9
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        # ctypes takes results for 32-bit numbers unless told otherwise, which cuts handles in half.
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD,
        )  # fmt: skip
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        job = kernel.CreateJobObjectW(None, None)
        limits = Extended()
        limits.BasicLimitInformation.LimitFlags = process_memory
        limits.ProcessMemoryLimit = most
        kernel.SetInformationJobObject(
            job, extended_information, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        # The job lives as long as this process: its handle is never closed.
        kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
