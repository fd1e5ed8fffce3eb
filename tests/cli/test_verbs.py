"""The verbs as an operator or a script meets them: output, errors, exit codes."""

import json
import os
import re
import shlex
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.server import PRESSKONTAKT, run

DEMO = ("--directory", "exempelregionen")
CAST = ("--directory", "tests/cast.toml")


def rows(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_route_as_json_is_the_decision() -> None:
    told = run("route", "--topic", "mental-health", "--json", *DEMO)
    (decision,) = rows(told.stdout)

    assert [step["contact"] for step in decision["steps"]] == [
        "cleo-testberg",
        "alva-exempel",
        "presstjansten",
    ]
    assert "reasons" in decision
    assert "at" not in decision


def test_route_answers_in_english() -> None:
    told = run("route", "dental care", "--lang", "en", *DEMO)

    assert "The question is about Primary and dental care: “dental care”." in told.stdout


def test_route_says_when_a_time_comes_twice() -> None:
    told = run("route", "psykiatri", "--at", "2026-10-25T02:30", *DEMO)

    assert "inträffar två gånger" in told.stdout


def test_route_and_explain_put_first_who_has_the_channel_asked_for() -> None:
    asked = ("--topic", "mental-health", "--channel", "email", "--lang", "en", *DEMO)
    first = "1. Alva Exempel  alva.exempel@exempelregionen.example  070-174 06 05"

    assert first in run("route", *asked).stdout.splitlines()
    assert re.search(r"^1\. +Alva Exempel ", run("explain", *asked).stdout, re.MULTILINE)


def test_a_batch_answers_what_it_can_and_tells_the_rest() -> None:
    lines = [
        '{"id": "1", "text": "Hur mår psykiatrin?", "source": "left alone"}',
        "{nonsense",
        '{"id": "3"}',
        '{"id": "4", "text": "xyzzy", "lang": "en"}',
        '{"id": "5", "text": " "}',
    ]
    told = run("route", "--batch", "-", *DEMO, stdin="\n".join(lines))

    assert told.returncode == 1
    answers = rows(told.stdout)
    assert [answer["id"] for answer in answers] == ["1", "4"]
    assert answers[0]["contacts"][0] == "Cleo Testberg"
    assert set(answers[0]) == {"id", "contacts", "confidence", "topics"}
    assert answers[1]["confidence"] == "unsure"
    assert "line 2: syntax" in told.stderr
    assert "line 3: text: missing" in told.stderr
    assert "line 5: nothing-asked" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("route",), 1, "nothing-asked"),
        (("route", "--topic", "mental-helth", *DEMO), 1, "Menade du ”mental-health”?"),
        (("route", "--topic", "mental-helth", "--lang", "en", *DEMO), 1, "Did you mean “mental-health”?"),
        (("route", "hej", "--at", "2026-03-29T02:30"), 1, "no-such-time"),
        (("route", "hej", "--directory", "region-vasterboten"), 1, "Menade du ”region-vasterbotten”?"),
        (("concepts", "sprot"), 1, "Menade du ”sport”?"),
        (("check",), 2, "Missing argument"),
        (("rout",), 2, "No such command"),
        (("route", "--lang", "fi", "hej"), 2, "Invalid value"),
        (("route", "--channel", "fax", "hej"), 2, "'fax' is not one of 'phone', 'email'"),
    ],
)
def test_what_is_wrong_is_told_on_standard_error(arguments: tuple[str, ...], code: int, told: str) -> None:
    done = run(*arguments)

    assert done.returncode == code
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_check_as_json_gives_one_finding_a_line(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text(
        Path("tests/cast.toml").read_text(encoding="utf-8").replace("Andberg", "Andberg\u200b"),
        encoding="utf-8",
    )
    told = run("check", "--json", "--lang", "en", str(file))
    (finding,) = rows(told.stdout)

    assert told.returncode == 1
    assert finding["code"] == "hidden-character"
    assert finding["place"] == {
        "source": str(file),
        "pointer": "/contacts/0/name",
        "label": "contacts › anna › name",
    }
    assert finding["remedy"] == "Remove it and type the word anew."


def test_a_failed_expectation_fails_the_check(tmp_path: Path) -> None:
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    file = tmp_path / "a.toml"
    file.write_text(
        shipped.replace('text = "Vad kostar en enkelbiljett på bussen?"', 'text = "Hur mår psykiatrin?"'),
        encoding="utf-8",
    )
    told = run("check", str(file))

    assert told.returncode == 1
    assert "Provfrågan går till Cleo Testberg (Psykiatri), inte till Fatima Prototyp." in told.stdout
    assert "”presskontakt try” visar vad varje ord gjorde." in told.stdout
    assert told.stderr == ""


def test_check_tells_a_file_that_cannot_be_read_in_the_readers_language() -> None:
    told = run("check", "saknas.toml", "config")

    assert told.returncode == 1
    assert "saknas.toml: unreadable\n    Filen går inte att läsa: filen finns inte." in told.stdout
    assert "config: unreadable\n    Filen går inte att läsa: det är en mapp." in told.stdout


def test_check_warns_of_words_that_lead_nowhere_and_elsewhere(tmp_path: Path) -> None:
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    file = tmp_path / "a.toml"
    topic = '[[topics]]\nid = "nytt"\nname.sv = "Nytt"\nterms.sv = ["om", "psykiatri"]\n\n[[contacts]]'
    file.write_text(shipped.replace("[[contacts]]", topic, 1), encoding="utf-8")
    told = run("check", "--json", str(file))
    shared = run("check", "--json", "--shared", str(file))

    assert told.returncode == 0
    assert [(row["code"], row["value"]) for row in rows(told.stdout)] == [
        ("topic-without-contact", "Nytt"),
        ("unreachable-word", "om"),
        ("ambiguous-word", "psykiatri"),
    ]
    assert any(row["place"]["label"].startswith("concepts › ") for row in rows(shared.stdout))


def test_concepts_shows_what_topics_may_claim_and_the_words() -> None:
    tree = run("concepts", "--lang", "en").stdout
    one = run("concepts", "mental-health").stdout

    assert re.search(r"^health-care +Health", tree, re.MULTILINE)
    assert re.search(r"^ +mental-health +\w", tree, re.MULTILINE)
    assert "psykiatri" in one
    assert json.loads(run("concepts", "mental-health", "--json").stdout)["broader"] == "health-care"


def test_validate_reads_values_or_lines() -> None:
    values = run("validate", "phone", "Tfn: 070-174 06 05", "112")
    lines = run("validate", "email", stdin="E-post: anna@provstad.example\n\nmejl\n")

    assert rows(values.stdout) == [
        {"raw": "Tfn: 070-174 06 05", "e164": "+46701740605", "all": ["+46701740605"], "code": None},
        {"raw": "112", "e164": None, "all": [], "code": "number-short-code"},
    ]
    assert values.returncode == 1
    assert [row["normalized"] for row in rows(lines.stdout)] == ["anna@provstad.example", None]


def test_show_lists_organisations_and_writes_what_check_reads(tmp_path: Path) -> None:
    file = tmp_path / "public.toml"
    file.write_text(run("show", "exempelregionen", "--public", "--toml").stdout, encoding="utf-8")

    assert "exempelregionen" in run("show").stdout
    assert run("check", str(file)).returncode == 0
    assert "private" not in file.read_text(encoding="utf-8")
    assert "Disa Modell" in run("show", "exempelregionen").stdout


def test_completion_is_a_script() -> None:
    assert "_PRESSKONTAKT_COMPLETE" in run("completion", "bash").stdout


def test_a_taken_port_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = run("serve", "--port", str(taken.getsockname()[1]))

    assert told.returncode == 3
    assert "make run PORT=8123" in told.stderr


def test_settings_that_cannot_be_used_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSKONTAKT_PROT", "1")
    told = run("show")

    assert told.returncode == 3
    assert "PRESSKONTAKT_PROT: prot: unknown (known: port)" in told.stderr
    assert os.environ["PRESSKONTAKT_PROT"] == "1"


def test_what_is_not_utf_8_is_told_line_by_line_and_a_byte_order_mark_is_no_fault() -> None:
    marked = '\ufeff{"id": "1", "text": "psykiatri"}\n'.encode()
    told = run("route", "--batch", "-", *DEMO, stdin=marked + b'{"id": "2", "text": "\xff"}\n')
    found = run("validate", "phone", stdin="\ufeff070-174 06 05\n".encode() + b"\xff\n")

    assert [answer["id"] for answer in rows(told.stdout)] == ["1"]
    assert "line 2: syntax" in told.stderr
    assert [row["e164"] for row in rows(found.stdout)] == ["+46701740605", None]


def test_a_reader_that_stops_listening_is_no_fault() -> None:
    line = '{"id": "1", "text": "psykiatri"}\n'
    done = subprocess.run(
        ["/bin/sh", "-c", f"{shlex.join([*PRESSKONTAKT, 'route', '--batch', '-', *DEMO])} | head -1"],
        input=(line * 3_000).encode(),
        capture_output=True,
        check=False,
        timeout=60,
    )

    assert done.stderr == b""


def test_the_same_question_gets_the_same_bytes_in_every_process(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = set()
    for seed in ("1", "2", "3"):
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        told = run("route", "--batch", "tests/routing/questions.jsonl", "--directory", "region-vasterbotten")
        tried = run("try", "Vaccineras kaniner i Sjövik?", "--directory", "exempelregionen", "--json")
        answers.add(told.stdout + tried.stdout)

    assert len(answers) == 1


def test_evaluate_counts_and_shows_what_was_missed(tmp_path: Path) -> None:
    rows = [
        {"id": "1", "text": "Hur många har vaccinerats?", "lang": "sv", "topics": ["disease-control"], "kind": "easy"},
        {"id": "2", "text": "Who won the hockey game?", "lang": "en", "topics": [], "kind": "hard"},
        {"id": "3", "text": "Psykiatrin i Sjövik", "expected": ["Presstjänsten"], "misspelt": True},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    told = run("evaluate", str(file), "--directory", "exempelregionen", "--lang", "en")
    counted = json.loads(run("evaluate", str(file), "--directory", "exempelregionen", "--json").stdout)

    assert told.returncode == 0
    assert "3  Psykiatrin i Sjövik" in told.stdout
    assert re.search(r"^all +2/3  66\.7%", told.stdout, re.MULTILINE)
    assert re.search(r"^  FTS5 +\d/3", told.stdout, re.MULTILINE)
    assert counted["presskontakt"]["scores"]["all"]["right"] == 2
    assert [miss["judged"]["id"] for miss in counted["presskontakt"]["misses"]] == ["3"]


def test_evaluate_tells_every_line_that_cannot_be_read(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    lines = [
        '{"id": "1", "text": "a", "topics": ["no-such-topic"]}',
        '{"id": "2", "text": "a", "expected": ["Nobody", "No one"]}',
        '{"id": "3", "text": "a"}',
        "{",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    told = run("evaluate", str(file), "--directory", "exempelregionen", "--lang", "en")

    assert told.returncode == 1
    places = ["questions.jsonl:1: /topics: unknown-reference", "questions.jsonl:2: /expected/0: unknown-reference"]
    places += ["questions.jsonl:2: /expected/1: unknown-reference"]
    places += ["questions.jsonl:3: /expected: missing", "questions.jsonl:4: syntax"]
    assert [place for place in places if place not in told.stderr] == []


def test_try_shows_what_each_word_did() -> None:
    told = run("try", "Hur många vacineras i Sjövik?", *DEMO)
    uses = json.loads(run("try", "Hur många vacineras i Sjövik?", *DEMO, "--json").stdout)

    assert told.returncode == 0
    assert [use["written"] for use in uses] == ["Hur", "många", "vacineras", "i", "Sjövik"]
    means = [[mean["kind"] for mean in use["means"]] for use in uses[:3]]
    assert [use["is_small"] for use in uses[:3]] == [True, True, False]
    assert means == [[], ["experience"], ["topic"]]
    assert {**uses[2]["means"][0], "weight": 0, "term": ""} == {
        "kind": "topic",
        "name": "disease-control",
        "term": "",
        "how": "typo",
        "weight": 0,
        "grade": "full",
    }
    assert [(each["kind"], each["name"]) for each in uses[4]["means"]] == [("place", "sjovik")]
    assert re.search(r"^Hur +– \(vardagsord\)$", told.stdout, re.MULTILINE)
    assert re.search(r"^Bevis \d\.\d\d mot 0\.00\. .* Ord som inte förstås: 0\.$", told.stdout, re.MULTILINE)
    assert re.search(r"^vacineras +\d\.\d\d  ämne .*: felskrivet ”", told.stdout, re.MULTILINE)


def test_learn_makes_experience_anew_even_of_a_broken_table(tmp_path: Path) -> None:
    words = tmp_path / "words"
    words.mkdir()
    (words / "a.toml").write_text('[[concepts]]\nid = "care"\nname.sv = "Vård"\n', encoding="utf-8")
    (words / "experience.tsv").write_text("word\tkare\nbroken\n", encoding="utf-8")
    lines = [
        {"text": text, "lang": "sv", "concepts": [concept]} for text, concept in (("doktorn", "care"), ("katt", ""))
    ]
    known = tmp_path / "known.jsonl"
    known.write_text("\n".join(json.dumps(line) for line in lines * 2), encoding="utf-8")
    settings = tmp_path / "settings.toml"
    settings.write_text(f'vocabulary = "{words}"\n', encoding="utf-8")

    told = run("learn", str(known), settings={"PRESSKONTAKT_CONFIG": str(settings)})

    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("Lärt av 4 frågor: 2 ord i ")
    assert (words / "experience.tsv").read_text(encoding="utf-8").splitlines()[0] == "word\tcare\t-"


def test_learn_tells_the_faults_of_every_file(tmp_path: Path) -> None:
    for name, line in (("a", '{"text": "hej", "lang": "sv", "concepts": ["", "kare"]}'), ("b", '{"text": ""}')):
        (tmp_path / f"{name}.jsonl").write_text(line, encoding="utf-8")
    told = run("learn", str(tmp_path / "a.jsonl"), str(tmp_path / "b.jsonl"))

    assert told.returncode == 1
    assert "a.jsonl:1: /concepts/1: unknown-concept" in told.stderr
    assert "b.jsonl:1: concepts: missing" in told.stderr


def test_coverage_tells_draws_and_gives_everything(tmp_path: Path) -> None:
    picture = tmp_path / "c.svg"
    asked = ("coverage", "exempelregionen", "--from", "2026-03-02T00:00", "--months", "2", "--lang", "en")
    told = run(*asked, "--svg", str(picture))
    data = json.loads(run(*asked, "--json").stdout)

    assert told.returncode == 0
    assert re.search(r"^Only .+ answers for Public transport\.$", told.stdout, re.MULTILINE)
    assert re.search(r"^March +2026 +[█▒]{30}$", told.stdout, re.MULTILINE)
    assert picture.read_text(encoding="utf-8").count("<rect") == 60
    assert {cell["lang"] for cell in data["cells"]} == {"", "en", "fi", "sv"}


def test_coverage_as_a_page_has_a_word_for_every_day_and_needs_nothing_else(tmp_path: Path) -> None:
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    file, page = tmp_path / "a.toml", tmp_path / "c.html"
    doubled = '{ role = "press-contact", topics = ["mental-health"] }'
    file.write_text(shipped.replace(f"[{doubled}]", f"[{doubled}, {doubled}]"), encoding="utf-8")
    asked = ("coverage", str(file), "--from", "2026-03-02T00:00", "--months", "2", "--lang", "en", "--html", str(page))
    told = run(*asked).stdout
    written = page.read_text(encoding="utf-8")
    place = "contacts › cleo-testberg › assignments › no. 2"

    assert f"{file}: {place}: assignment-doubled\n    The assignment brings no question" in told
    assert place in written
    assert "Remove one of them, unless both are to be seen." in written
    assert [word for word in ("<script", "http", "src=", "url(") if word in written] == []
    assert len(re.findall(r'<td class="(?:answered|fallback)"><b>\d+</b><span class="word">\w', written)) == 60
    assert written.count("<caption>") == 2


def test_a_hole_in_stated_hours_fails_coverage(tmp_path: Path) -> None:
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    file = tmp_path / "a.toml"
    gap = 'id = "presstjansten"\nhours.weekly = ["mon-fri 10:00-16:30"]'
    early = 'id = "fatima-prototyp"\nhours.weekly = ["mon-fri 09:00-16:30"]'
    changed = shipped.replace('id = "presstjansten"', gap).replace('id = "fatima-prototyp"', early)
    file.write_text(changed, encoding="utf-8")
    told = run("coverage", str(file), "--from", "2026-03-02T00:00", "--months", "1")

    assert told.returncode == 1
    assert "Ingen svarar, fast det är öppet: måndag 2 mars kl. 08.00 till måndag 2 mars kl. 09.00." in told.stdout


def test_explain_shows_who_answers_and_where_the_others_fell() -> None:
    asked = ("explain", "--topic", "mental-health", *DEMO, "--at", "2026-03-02T10:30")
    told = run(*asked)
    data = json.loads(run(*asked, "--json").stdout)

    assert re.search(r"^1\. +Cleo Testberg +presskontakt +Kan nås då", told.stdout, re.MULTILINE)
    assert re.search(
        r"^– +Erik Mall +presskontakt +steg 4: uppdraget gäller ett annat ämne$", told.stdout, re.MULTILINE
    )
    assert data["candidates"][0]["contact"] == data["decision"]["steps"][0]["contact"] == "cleo-testberg"


def test_diff_tells_what_was_changed_and_whose_questions_move(tmp_path: Path) -> None:
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    after = tmp_path / "after.toml"
    moved = shipped.replace('topics = ["mental-health"] }', 'topics = ["staff"] }').replace(
        "070-174 06 10", "070-174 06 13"
    )
    after.write_text(moved, encoding="utf-8")
    asked = tmp_path / "questions.jsonl"
    asked.write_text('{"id": "1", "text": "Hur mår psykiatrin?"}\n{"id": "2", "text": "Bussen?"}\n', encoding="utf-8")
    told = run("diff", "exempelregionen", str(after), "--questions", str(asked), "--lang", "en").stdout
    data = json.loads(run("diff", "exempelregionen", str(after), "--json").stdout)

    assert "Erik Mall › channels › mobile › value\n  – 070-174 06 10\n  + 070-174 06 13\n" in told
    assert "Questions whose first contact changes: 1 of 2\n  Hur mår psykiatrin?: Cleo Testberg → " in told
    assert "  -1  Cleo Testberg" in told
    assert "mental-health: Cleo Testberg → " in told
    assert data["answers"]["expectations"][0]["before"] == "cleo-testberg"
    assert "Inget svar ändras." in run("diff", "exempelregionen", "exempelregionen").stdout


def test_diff_tells_every_question_that_cannot_be_read() -> None:
    told = run("diff", "exempelregionen", "exempelregionen", "--questions", "-", stdin='{"id": "1"}\n{\n')

    assert told.returncode == 1
    assert "line 1: text: missing" in told.stderr
    assert "line 2: syntax" in told.stderr


def test_check_refuses_a_hole_in_stated_hours_until_it_is_waived(tmp_path: Path) -> None:
    shipped = Path("config/directories/exempelregionen.toml").read_text(encoding="utf-8")
    file = tmp_path / "a.toml"
    late = 'id = "presstjansten"\nhours.weekly = ["mon-fri 10:00-16:30"]'
    file.write_text(shipped.replace('id = "presstjansten"', late), encoding="utf-8")
    refused = run("check", "--json", str(file))
    waiver = '\n[[waivers]]\ntopic = "staff"\nuntil = 2099-12-31\nnote = "Vakant."\n'
    topics = {row["value"] for row in rows(refused.stdout)}
    file.write_text(file.read_text(encoding="utf-8") + waiver, encoding="utf-8")
    waived = {row["value"] for row in rows(run("check", "--json", str(file)).stdout)}

    assert refused.returncode == 1
    assert {row["code"] for row in rows(refused.stdout)} == {"hole-in-hours"}
    assert "staff" in topics
    assert topics - waived == {"staff"}
