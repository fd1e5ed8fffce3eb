"""The container files name what exists; no container engine is needed to see that."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
IGNORED = (ROOT / ".dockerignore").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_everything_that_is_copied_exists_and_is_let_in() -> None:
    copied = [
        name for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]
    ]

    assert copied
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert [name for name in copied if f"!{name}\n" not in IGNORED] == []


def test_the_container_runs_as_nobody_special_and_is_watched() -> None:
    assert re.search(r"^USER (?!root)\w+", DOCKERFILE, re.MULTILINE)
    assert "HEALTHCHECK" in DOCKERFILE
    assert "/health/ready" in DOCKERFILE


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_pinned_to_a_tag_and_may_little(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"[a-z/]+:v?\d+\.\d+(\.\d+)?", service["image"])
    assert service["read_only"] is True
    assert service["security_opt"] == ["no-new-privileges:true"]
    for port in service.get("ports", []):
        assert port.startswith("127.0.0.1:")
    for volume in service.get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).exists() if source.startswith("./") else source in COMPOSE["volumes"]


def test_each_profile_is_whole() -> None:
    by_profile = {name: service.get("profiles", [""])[0] for name, service in SERVICES.items()}
    assert [name for name, profile in by_profile.items() if not profile] == ["presskontakt"]
    for name, service in SERVICES.items():
        needed = service.get("depends_on", [])
        assert {by_profile[each] for each in needed} <= {by_profile[name]}
    proxy = (ROOT / "config" / "proxy" / "nginx.conf").read_text(encoding="utf-8")
    assert re.findall(r"server (presskontakt-\d):8000", proxy) == SERVICES["proxy"]["depends_on"]


def test_replicas_get_their_secrets_from_files() -> None:
    told = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert not re.search(r"(?i)(password|token)s?: *[^/\s{]", told)
    for name in ("presskontakt-1", "presskontakt-2"):
        assert SERVICES[name]["environment"] == {"PRESSKONTAKT_DATABASE_FILE": "/run/secrets/database"}
        assert SERVICES[name]["stop_grace_period"] == "15s"
