"""What kind of place a book is kept in: a local disk, or a share on the network."""

import sys
from pathlib import Path

__all__ = ["keeps_locks"]

_SHARES = frozenset(
    {
        "9p",
        "afs",
        "cifs",
        "davfs",
        "fuse.sshfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
    }
)
_MOUNTS = Path("/proc/self/mounts")


def keeps_locks(path: Path) -> bool:
    """Whether shared memory and locks work where `path` is, as a write-ahead log needs them.

    True for a local disk. A share is told by its file system's name (Linux) or by a path that
    begins with two slashes (Windows); what cannot be told counts as local.

    >>> keeps_locks(Path("/")) or not _MOUNTS.exists()
    True
    """
    resolved = path.resolve()
    if sys.platform == "win32":
        return not str(resolved).startswith("\\\\")
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return True
    kinds = {}
    for line in mounts:
        _, place, kind, *_ = line.split(" ")
        kinds[place.replace("\\040", " ")] = kind
    for parent in (resolved, *resolved.parents):
        if str(parent) in kinds:
            return kinds[str(parent)] not in _SHARES
    return True
