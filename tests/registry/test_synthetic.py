"""The synthetic Sweden: sound, invented, the same each time."""

from collections import Counter

from presskontakt.directory.document import canonical, read_directory, write_directory
from presskontakt.directory.phone import is_fictional
from presskontakt.registry.gates import judge
from presskontakt.registry.synthetic import ALL, KINDS, synthetic_sweden
from presskontakt.routing.vocabulary import Vocabulary
from tests.conftest import NOW


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    first, again, other = ([canonical(each) for each in synthetic_sweden(12, seed=seed)] for seed in (1, 1, 2))
    assert first == again
    assert not set(first) & set(other)


def test_each_kind_has_its_share() -> None:
    everyone = list(synthetic_sweden(contacts=2))
    counts = Counter(each.organisation.id.rpartition("-")[0] for each in everyone)
    assert counts == {kind.id: kind.count for kind in KINDS}
    assert sum(counts.values()) == ALL
    assert len({each.organisation.id for each in everyone}) == ALL


def test_every_kind_passes_the_gates_and_reads_back(shared_words: Vocabulary) -> None:
    one_of_each = {each.organisation.id.split("-")[0]: each for each in synthetic_sweden(44)}
    assert set(one_of_each) == {kind.id for kind in KINDS}
    for each in one_of_each.values():
        assert judge(each, None, None, shared_words, NOW).findings == ()
        assert read_directory(write_directory(each)) == each


def test_nobody_in_it_is_real() -> None:
    for each in synthetic_sweden(40):
        assert each.organisation.demo
        for contact in each.contacts:
            for channel in contact.channels:
                number_or_address = channel.value
                assert (
                    is_fictional(number_or_address)
                    if channel.kind == "phone"
                    else number_or_address.endswith(".example")
                )
