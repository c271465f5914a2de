"""The environment is rebuilt when the pins change, and only then."""

import json
import subprocess

import pytest

from scripts import console, environment


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A project folder of its own, with pins that name no package."""
    pins = tmp_path / "requirements"
    pins.mkdir()
    for name in ("tools", "base", "dev"):
        (pins / f"{name}.txt").write_text(f"# {name}\n")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "PINS", pins)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    monkeypatch.setattr(environment, "STAMP", tmp_path / ".venv" / "pins.json")
    return tmp_path


@pytest.fixture
def installs(home, monkeypatch):
    """Instead of creating and installing: an environment that works, and a list of what was asked."""
    asked = []

    def install(requirements, title):
        asked.append(requirements.name)
        return True

    def create():
        environment.PYTHON.parent.mkdir(parents=True, exist_ok=True)
        environment.PYTHON.write_text("#!/bin/sh\nexit 0\n")
        environment.PYTHON.chmod(0o755)

    monkeypatch.setattr(environment, "_install", install)
    monkeypatch.setattr(environment, "_create", create)
    return asked


def test_second_time_installs_nothing(installs):
    environment.ensure("base")
    environment.ensure("base")
    assert installs == ["base.txt"]


def test_changed_pins_are_installed(home, installs):
    environment.ensure("base")
    (home / "requirements" / "base.txt").write_text("# another\n")
    environment.ensure("base")
    assert installs == ["base.txt", "base.txt"]


def test_tools_of_the_tests_include_the_portals_packages(installs):
    environment.ensure("dev")
    environment.ensure("base")
    assert installs == ["dev.txt"]


def test_python_that_no_longer_starts_means_a_new_environment(installs):
    environment.ensure("base")
    environment.PYTHON.write_text("#!/bin/sh\nexit 1\n")
    environment.ensure("base")
    assert installs == ["base.txt", "base.txt"]


def test_broken_stamp_means_a_new_environment(installs):
    environment.ensure("base")
    environment.STAMP.write_text("{")
    environment.ensure("base")
    assert json.loads(environment.STAMP.read_text())["base"] == environment.pins("base")


def test_failed_installation_is_not_remembered(home, installs, monkeypatch, capsys):
    monkeypatch.setattr(environment, "_install", lambda requirements, title: False)
    with pytest.raises(SystemExit) as stopped:
        environment.ensure("base")
    assert stopped.value.code == 1
    assert "could not be installed" in capsys.readouterr().err
    assert not environment.STAMP.exists()


def test_fingerprint_knows_names_and_contents_alone(home):
    (home / "a").write_text("x")
    first = environment.fingerprint([home / "a"])
    (home / "a").touch()
    assert environment.fingerprint([home / "a"]) == first
    (home / "a").rename(home / "b")
    assert environment.fingerprint([home / "b"]) != first


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("#!/bin/sh\nexit 1\n", "needs Python 3.11 or later"),
        (
            '#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; *print*) echo 3.12;; esac\n',
            "apt-get install python3.12-venv",
        ),
    ],
)
def test_missing_prerequisite_is_named_with_its_command(tmp_path, script, said):
    program = tmp_path / "python3"
    program.write_text(script)
    program.chmod(0o755)
    result = subprocess.run(
        ["/bin/sh", str(environment.ROOT / "scripts" / "find-python")],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert said in result.stderr
    assert not result.stdout


def test_output_of_a_step_is_shown_only_when_it_fails(capfd):
    assert console.run("Good", ["sh", "-c", "echo all of this"])
    assert "all of this" not in capfd.readouterr().out
    assert not console.run("Bad", ["sh", "-c", "echo the reason; exit 3"])
    assert "the reason" in capfd.readouterr().out
