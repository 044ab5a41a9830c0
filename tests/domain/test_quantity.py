"""Quantities of processor and memory compare by what they mean."""

import pytest

from domain.quantity import CpuQuantity, MemoryQuantity


def test_processor_is_counted_in_thousandths() -> None:
    """Cores and thousandths are the same unit."""
    assert CpuQuantity("2").millicores == CpuQuantity("2000m").millicores == 2000


def test_memory_is_counted_in_bytes() -> None:
    """Suffixes are binary."""
    assert MemoryQuantity("1Gi").bytes == MemoryQuantity("1024Mi").bytes == 2**30


@pytest.mark.parametrize("text", ["0", "0.5", "-1", "1k", "m", "1.5m", ""])
def test_other_spellings_of_processor_are_refused(text: str) -> None:
    """One spelling of an amount keeps plans free of differences that mean nothing."""
    with pytest.raises(ValueError, match="is not an amount of CPU"):
        CpuQuantity(text)


@pytest.mark.parametrize("text", ["1G", "512", "0Mi", "1.5Gi", "Mi", "1Pi"])
def test_other_spellings_of_memory_are_refused(text: str) -> None:
    """Decimal suffixes are nearly binary ones and never what was meant."""
    with pytest.raises(ValueError, match="is not an amount of memory"):
        MemoryQuantity(text)


@pytest.mark.parametrize(
    ("amount", "count", "product"),
    [("512Mi", 40, "20Gi"), ("512Mi", 11, "5632Mi"), ("1Gi", 1024, "1Ti"), ("3Ki", 1, "3Ki")],
)
def test_a_multiple_is_spelled_as_kubernetes_gives_it_back(amount: str, count: int, product: str) -> None:
    """Another spelling of the same would be a change in every refresh."""
    assert MemoryQuantity(amount).times(count) == product
