"""Every module that reads bytes is named by a target of the fuzzer, or is said to parse nothing."""

from tests.soak.fuzz import OWN, WRAPPED, targets


def test_each_target_bears_what_is_asked_of_it():
    found = targets()
    assert len({target.name for target in found}) == len(found)
    assert {target.wanted for target in found} == {OWN, WRAPPED}
    assert sum(target.own for target in found) >= 25
