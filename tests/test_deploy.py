"""What is under `deploy/` is read by the programs it is for where they are on this machine, and names nothing that does
not exist. No image is built here and no cluster asked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.executors import EXECUTORS
from pipelines.instance import PASSED, settings
from pipelines.paths import ROOT
from pipelines.requirements import requirements

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
PROGRAMS = {"observatoire", "dagster-daemon", "dagster-webserver"}
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", ""), "/usr/sbin"))
KUBERNETES = [
    document
    for name in ("account", "dagster", "site")
    for document in yaml.safe_load_all((DEPLOY / "kubernetes" / f"{name}.yaml").read_text(encoding="utf-8"))
]


def pods() -> list[dict[str, Any]]:
    return [one["spec"]["template"]["spec"] for one in KUBERNETES if one["kind"] == "Deployment"]


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))


def told() -> set[str]:
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    return {match[1] for line in lines if (match := re.match(r"#?([A-Z_]+)=", line))}


def test_the_image_has_what_the_project_is_made_of() -> None:
    lines = (DEPLOY / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = {
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    }
    assert all((ROOT / one).exists() for one in copied)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    built = set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
    assert {one.split("/")[0] for one in built} <= copied
    groups = next(line for line in lines if line.startswith("ARG GROUPS=")).partition("=")[2].strip('"').split()
    for group in (*groups, "installer"):
        assert requirements(project["project"]["optional-dependencies"], group)


def test_the_services_lean_on_each_other() -> None:
    described = compose()
    services = described["services"]
    assert set(services) == {"database", "daemon", "web", "site", "proxy"}
    for name, one in services.items():
        assert set(one.get("depends_on", ())) <= set(services), name
        assert set(one["networks"]) <= set(described["networks"]), name
        named = {volume.partition(":")[0] for volume in one.get("volumes", ()) if not volume.startswith("./")}
        assert named <= set(described["volumes"]), name
    files = [volume.partition(":")[0] for volume in services["proxy"]["volumes"] if volume.startswith("./")]
    assert files and all((DEPLOY / one).is_file() for one in files)
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert asked - {"OBSERVATOIRE_IMAGE"} <= told()
    open_ports = [port for one in services.values() for port in one.get("ports", ())]
    assert sorted(open_ports) == ["127.0.0.1:3000:3000", "443:443", "80:80"], "Dagster is for this machine alone"
    assert "--read-only" in services["web"]["command"][-1]


def test_every_command_of_a_container_exists() -> None:
    lines = [one["command"] for one in compose()["services"].values() if "command" in one]
    lines += [container["command"] for pod in pods() for container in pod["containers"]]
    for line in lines:
        words = " ".join(line).split()
        (program,) = [word for word in words if word in PROGRAMS]
        assert shutil.which(program, path=PATH), program
        known = (
            subprocess.run(
                [shutil.which(program, path=PATH), *words[words.index(program) + 1 :][:1], "--help"],
                capture_output=True,
                text=True,
                timeout=120,
            ).stdout
            if program == "observatoire"
            else ""
        )
        for option in (word for word in words if word.startswith("--") and known):
            assert option in known, option


def test_kubernetes_objects_name_each_other() -> None:
    kustomization = yaml.safe_load((DEPLOY / "kubernetes" / "kustomization.yaml").read_text(encoding="utf-8"))
    assert {f"{name}.yaml" for name in ("account", "dagster", "site")} == set(kustomization["resources"])
    maps = {one["name"]: one for one in kustomization["configMapGenerator"]}
    accounts = {one["metadata"]["name"] for one in KUBERNETES if one["kind"] == "ServiceAccount"}
    for pod in pods():
        assert pod.get("serviceAccountName") in {*accounts, None} and pod["securityContext"]["runAsNonRoot"]
        assert {one["configMap"]["name"] for one in pod.get("volumes", ())} <= set(maps)
        for container in pod["containers"]:
            sources = [(kind, one["name"]) for entry in container["envFrom"] for kind, one in entry.items()]
            assert sources == [("configMapRef", "observatoire"), ("secretRef", "observatoire")]
            mounted = {one["name"] for one in container.get("volumeMounts", ())}
            assert mounted <= {one["name"] for one in pod.get("volumes", ())}
    labels = [one["spec"]["template"]["metadata"]["labels"] for one in KUBERNETES if one["kind"] == "Deployment"]
    for service in (one for one in KUBERNETES if one["kind"] == "Service"):
        assert service["spec"]["selector"] in labels
    literals = dict(one.split("=", 1) for one in maps["observatoire"]["literals"])
    assert literals["OBSERVATOIRE_EXECUTEUR"] in EXECUTORS
    assert set(literals) - {"OBSERVATOIRE_IMAGE", "DAGSTER_HOME"} <= set(PASSED)


def test_the_instance_of_the_cluster_is_what_the_environment_gives() -> None:
    shipped = (DEPLOY / "kubernetes" / "instance.yaml").read_text(encoding="utf-8")
    environment = {"OBSERVATOIRE_LANCEUR": "k8s", "OBSERVATOIRE_POSTGRES": "postgresql+psycopg2://x"}
    environment["OBSERVATOIRE_DATA"] = "s3://bucket/observatoire"
    assert shipped == settings(environment), "write it anew: it follows dagster.yaml"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze on this machine")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    program = shutil.which("observatoire", path=PATH)
    for unit in UNITS:
        text = unit.read_text(encoding="utf-8").replace("/opt/observatoire/.venv/bin/observatoire", str(program))
        (tmp_path / unit.name).write_text(text.replace("User=observatoire", "User=root"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))],
        capture_output=True,
        text=True,
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    ours = [line for line in done.stderr.splitlines() if "observatoire" in line]
    assert not ours, done.stderr
    when = next(
        line for line in (DEPLOY / "systemd" / "observatoire.timer").read_text().splitlines() if "OnCalendar" in line
    )
    assert subprocess.run(["systemd-analyze", "calendar", when.partition("=")[2]], capture_output=True).returncode == 0


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no caddy on this machine")
def test_caddy_takes_its_file(tmp_path: Path) -> None:
    done = subprocess.run(
        ["caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr


def test_the_environment_that_ships_names_what_the_code_reads() -> None:
    read = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "pipelines").rglob("*.py"))
    read += "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "spiders").rglob("*.py"))
    ours = {name for name in told() if name.startswith("OBSERVATOIRE_")} - {"OBSERVATOIRE_NOM"}
    assert not [name for name in ours if f'"{name}"' not in read]


def test_the_units_let_a_store_be_worked_on() -> None:
    """They forbid every other place, the cache of a home included."""
    lines = (DEPLOY / "environment.example").read_text(encoding="utf-8").splitlines()
    chosen = dict(line.split("=", 1) for line in lines if re.match(r"[A-Z_]+=", line))
    for unit in (one for one in UNITS if one.suffix == ".service"):
        text = unit.read_text(encoding="utf-8")
        assert f"ReadWritePaths={chosen['OBSERVATOIRE_LOCAL']}\n" in text and "ProtectHome=true" in text


def test_the_environment_that_ships_names_what_a_run_is_told() -> None:
    assert set(PASSED) - told() <= {"AWS_SESSION_TOKEN", "AWS_REGION"}, "of clouds that hand out keys by the hour"


def test_a_killed_run_gives_back_the_pools_of_its_publishers() -> None:
    for path in (ROOT / "dagster.yaml", DEPLOY / "kubernetes" / "instance.yaml"):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["run_monitoring"]["free_slots_after_run_end_seconds"]
