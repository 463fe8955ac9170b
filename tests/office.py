"""LibreOffice, which opens and saves workbooks as a user's program would."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
CALC = SOFFICE is not None and any(Path(SOFFICE).resolve().parent.glob("libsclo.*"))

needs_calc = pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not installed (apt install libreoffice-calc)")
"""For tests that save a workbook again; `.ci/run` installs LibreOffice."""


def resaved(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """Return a workbook as LibreOffice saves it into another folder."""
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                *(str(SOFFICE), "--headless", f"-env:UserInstallation={Path(profile).as_uri()}"),
                *("--convert-to", kind, "--outdir", str(folder), str(path)),
            ],
            check=True,
            capture_output=True,
        )
    return folder / f"{path.stem}.{kind}"
