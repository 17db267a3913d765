"""The ground a store stands on: which file system, and who else may write there.

The log of SQLite needs memory that all programs at the store share, on one machine. A network drive cannot
give that: two machines at one file would damage it, and nobody would notice at first.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from store.errors import Unusable
from store.wording import N_, Sentence, say

NETWORK = frozenset(
    {
        "nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afpfs", "webdav", "davfs", "9p", "virtiofs",
        "vboxsf", "vmhgfs", "prl_fs", "afs", "ceph", "glusterfs", "lustre", "beegfs", "gfs2", "ocfs2",
        "fuse.sshfs", "fuse.rclone", "fuse.glusterfs", "fuse.davfs2", "fuse.davfs", "fuse.vmhgfs-fuse",
        "fuse.ceph", "fuse.s3fs", "sshfs", "macfuse", "osxfuse",
    }
)  # fmt: skip
"""File systems that more than one machine may write, or that do not keep what they promise to a database."""
MOUNTS = Path("/proc/self/mountinfo")
REMOTE_DRIVE = 4


def network(path: Path) -> str | None:
    """Return the kind of network drive `path` lies on; None: it is of this machine, as far as can be told."""
    if sys.platform == "win32":
        return _remote_drive(path)
    kind = file_system(path, _mounts())
    return kind if kind in NETWORK else None


def file_system(path: Path, mounts: str) -> str:
    """Return the kind of file system of `path`, by the text of ``/proc/self/mountinfo`` or of ``mount``."""
    place = os.path.realpath(path)
    best, kind = -1, ""
    for point, name in _parsed(mounts):
        inside = place == point or place.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= best:  # what is mounted later lies on top
            best, kind = len(point), name
    return kind


def _mounts() -> str:
    try:
        return MOUNTS.read_text("utf-8", errors="surrogateescape")
    except OSError:
        pass
    if sys.platform != "darwin":
        return ""
    import subprocess

    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, text=True, timeout=5, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _parsed(mounts: str) -> Iterator[tuple[str, str]]:
    for line in mounts.splitlines():
        before, found, after = line.partition(" - ")
        if found and len(before.split()) > 4 and after:
            yield _unescaped(before.split()[4]), after.split()[0]
        elif " on " in line and line.endswith(")"):
            point, _, options = line.partition(" on ")[2].rpartition(" (")
            yield point, options.partition(",")[0].rstrip(")")


def _unescaped(text: str) -> str:
    for code, letter in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, letter)
    return text


def _remote_drive(path: Path) -> str | None:
    """Return ``unc`` or ``remote`` for what Windows reaches over the network."""
    place = os.path.abspath(path)
    if place.startswith(("\\\\", "//")) and not place.startswith(("\\\\?\\", "\\\\.\\")):
        return "unc"
    import ctypes

    drive = os.path.splitdrive(place)[0] + "\\"
    windows = getattr(ctypes, "windll", None)
    remote = windows is not None and windows.kernel32.GetDriveTypeW(drive) == REMOTE_DRIVE
    return "remote" if remote else None


def refuse_network(path: Path) -> None:
    """Refuse a store on a network drive.

    Raises:
        Unusable: it lies on one.
    """
    kind = network(path)
    if kind is not None:
        sentence = say(
            N_(
                "{path} lies on a network drive ({kind}); a desk there can be damaged when two computers "
                "write it. Move it to a disk of this computer. An admin who knows better starts with "
                "--network-drive."
            ),
            path=str(path),
            kind=kind,
        )
        raise Unusable("NETWORK_DRIVE", sentence, details={"kind": kind})


def loose(path: Path) -> Iterator[Sentence]:
    """Yield, in words, where others on this computer could read or replace the store."""
    if os.name == "nt":
        return
    for name in ("", "-wal", "-anchor"):
        yield from _loose_file(path.with_name(path.name + name))
    for folder in Path(os.path.realpath(path)).parents:
        try:
            found = folder.stat()
        except OSError:
            continue
        sticky = found.st_mode & stat.S_ISVTX
        if found.st_mode & stat.S_IWOTH and not sticky:
            template = N_(
                "Anybody on this computer can replace files in {folder}; chmod o-w takes that away."
            )
            yield say(template, folder=str(folder))
        elif found.st_mode & stat.S_IWGRP and not sticky and found.st_gid not in _own_groups():
            template = N_("The group {group} can replace files in {folder}; chmod g-w takes that away.")
            yield say(template, folder=str(folder), group=_group(found.st_gid))


def _loose_file(path: Path) -> Iterator[Sentence]:
    try:
        found = path.stat()
    except OSError:
        return
    if found.st_mode & 0o077:
        template = N_("Others on this computer can read {file}; chmod 600 takes that away.")
        yield say(template, file=str(path))
    if found.st_uid != os.getuid():
        template = N_("{file} belongs to another user of this computer ({user}).")
        yield say(template, file=str(path), user=found.st_uid)


def _own_groups() -> frozenset[int]:
    """Return the groups that need no word: root's, and the private group that bears our own name."""
    own = {0}
    try:
        import pwd

        known = pwd.getpwuid(os.getuid())
        if _group(known.pw_gid) == known.pw_name:
            own.add(known.pw_gid)
    except (ImportError, KeyError):
        pass
    return frozenset(own)


def _group(number: int) -> str:
    try:
        import grp

        return grp.getgrgid(number).gr_name
    except (ImportError, KeyError):
        return str(number)
