"""The shipped processes: one folder each, with the process, its decision tables and nothing else."""

from importlib import resources


def names() -> list[str]:
    """The keys of the shipped processes, in alphabetical order."""
    return sorted(
        folder.name
        for folder in resources.files(__name__).iterdir()
        if folder.is_dir() and (folder / f"{folder.name}.bpmn").is_file()
    )


def read(name: str) -> dict[str, bytes]:
    """The files of one process: file name → content."""
    folder = resources.files(__name__) / name
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name.endswith((".bpmn", ".dmn"))}


def read_all() -> dict[str, bytes]:
    """The files of all shipped processes together."""
    return {file: content for name in names() for file, content in read(name).items()}
