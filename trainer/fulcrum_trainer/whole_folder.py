"""Folders that are there whole or not at all: written under a temporary name, synced, renamed, and checked by
hash when read."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from .base_model import file_sha256
from .failure import Failure, is_disk_full

MANIFEST = "manifest.json"
_UNFINISHED = ".unfinished"


class Damaged(Exception):
    """The folder is not the one that was written."""


def write_folder(path: Path, files: dict[str, bytes], facts: dict[str, Any]) -> int:
    """Returns the bytes written. `facts` go into the manifest beside the hashes. A full disk leaves nothing
    behind."""
    hashes = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)} for name, data in files.items()
    }
    manifest = _signed({**facts, "files": hashes})
    unfinished = path.with_name(path.name + _UNFINISHED)
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True)
        for name, data in {**files, MANIFEST: manifest}.items():
            write_synced(unfinished / name, data)
        _sync_folder(unfinished)
        shutil.rmtree(path, ignore_errors=True)
        unfinished.rename(path)
        _sync_folder(path.parent)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise _coded(error, path) from error
    return sum(map(len, files.values())) + len(manifest)


def write_file(path: Path, data: bytes) -> None:
    """One file, whole or as it was before."""
    unfinished = path.with_name(path.name + _UNFINISHED)
    try:
        write_synced(unfinished, data)
        unfinished.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise _coded(error, path) from error


def read_manifest(path: Path) -> dict[str, Any]:
    """The facts of a folder, after every byte of it has been checked. Raises Damaged."""
    try:
        written = (path / MANIFEST).read_bytes()
        manifest = json.loads(written)
        if _signed({name: value for name, value in manifest.items() if name != "sha256"}) != written:
            raise Damaged(f"{path.name}/{MANIFEST} does not have its own hash")
        for name, expected in manifest["files"].items():
            if file_sha256(path / name) != expected["sha256"]:
                raise Damaged(f"{path.name}/{name} does not have the hash of the manifest")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(f"{path.name}: {error}") from error
    return manifest


def _signed(facts: dict[str, Any]) -> bytes:
    """As JSON with `sha256`, that of the JSON without it."""
    plain = json.dumps(facts, indent=1, allow_nan=False)
    signed = {**facts, "sha256": hashlib.sha256(plain.encode()).hexdigest()}
    return json.dumps(signed, indent=1, allow_nan=False).encode()


def write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _coded(error: OSError, path: Path) -> Exception:
    if is_disk_full(error):
        return Failure(
            "disk_full",
            f"The disk is full: {path.name} was not written",
            "Free some space, then resume: the last good checkpoint is kept.",
        )
    return error
