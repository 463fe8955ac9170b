"""A folder of synthetic authorities, written whole or not at all."""

from collections.abc import Callable
from pathlib import Path

from instances.init import move_in, refuse_occupied
from instances.synthetic.make import Made, write_authorities


def write_country(destination: Path, authorities: int, seed: int, told: Callable[[int], None]) -> Made:
    """Write synthetic authorities to a folder that does not exist or is empty; nothing is left if it fails.

    Raises:
        InputError: if the folder is in the way or cannot be written.
    """
    refuse_occupied(destination)
    made: list[Made] = []
    move_in(destination, lambda folder: made.append(write_authorities(folder, authorities, seed, told)))
    return made[0]
