"""The form for tablets passes ODK Validate, the program that ODK's own clients are built around.

pyxform brings its jar. It needs a `java`, which the product itself does not: without one this is skipped.
"""

import dataclasses
import shutil
import subprocess
from pathlib import Path

import pytest
import pyxform
from pyxform.xls2xform import convert

from surveys.definition import Condition
from surveys.xlsform import xlsform_of

JAR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
JAVA = shutil.which("java")


def form(definition, **more):
    return convert(xlsform_of(definition, **more), validate=False, file_type=".xlsx").xform


def with_rules(definition):
    """What the shipped questionnaire does not use: at most so many answers, and asked only of some."""
    fear = dataclasses.replace(definition.of("FEAR"), most_answers=3)
    job = dataclasses.replace(
        definition.of("POL_CONF"), asked_if=Condition("FEAR", ("mines", "shelling"), is_not=False)
    )
    age = dataclasses.replace(definition.of("AGE"), most=None)
    return dataclasses.replace(definition, questions=(fear, job, age))


@pytest.mark.skipif(JAVA is None, reason="ODK Validate needs a java: apt-get install default-jre-headless")
def test_odk_validate_finds_nothing(tmp_path, definition, novopskov, popasna):
    shipped = form(definition)
    forms = {
        "shipped.xml": shipped,
        "communities.xml": form(definition, communities=[novopskov, popasna]),
        "rules.xml": form(with_rules(definition)),
        # So that we would notice: a bracket that is never closed.
        "broken.xml": shipped.replace("count-selected(.)", "count-selected(.", 1),
    }
    for name, content in forms.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = subprocess.run(
        [JAVA, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-jar", JAR, *forms],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    failed = (done.stdout + done.stderr).partition("The following files failed validation:")[2]
    assert failed.split()[0] == "broken.xml", done.stderr
    assert not [name for name in ("shipped.xml", "communities.xml", "rules.xml") if name in failed], (
        done.stderr
    )
