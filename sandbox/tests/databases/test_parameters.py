"""What a parameter group comes to."""

import pytest

from portarium_sandbox.databases import formula, parameters

_GIBIBYTE = 1024**3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{DBInstanceClassMemory/9531392}", 450),
        ("LEAST({DBInstanceClassMemory/9531392},100)", 100),
        ("GREATEST({DBInstanceClassMemory/63963136},65536)", 65536),
        ("SUM({DBInstanceClassMemory/4194304},1)", 1025),
        ("{DBInstanceClassMemory}", 4 * _GIBIBYTE),
        ("{2*3}", 6),
    ],
)
def test_a_formula_is_worked_out_for_the_class(text: str, value: int) -> None:
    """As RDS's documentation has them."""
    assert formula.value_of(text, 4 * _GIBIBYTE) == value


@pytest.mark.parametrize("text", ["{AllocatedStorage/1}", "log({DBInstanceClassMemory})", "{1+1}"])
def test_an_unknown_formula_is_no_number(text: str) -> None:
    """Not any number instead."""
    with pytest.raises(formula.FormulaError):
        formula.value_of(text, _GIBIBYTE)


def test_what_has_no_meaning_here_is_named() -> None:
    """Libraries that are not there, settings of the machine, and formulas that nobody knows."""
    given = {
        "shared_preload_libraries": "pgaudit",
        "pgaudit.log": "ddl",
        "ssl_ciphers": "HIGH",
        "work_mem": "{AllocatedStorage/1}",
        "log_statement": "ddl",
    }
    read = parameters.read(16, given, _GIBIBYTE)
    assert read.left_out == ("pgaudit.log", "shared_preload_libraries", "ssl_ciphers", "work_mem")
    assert read.settings["log_statement"] == "ddl"
    assert not {"work_mem", "ssl_ciphers", "shared_preload_libraries"} & set(read.settings)


def test_the_door_has_its_own() -> None:
    """TLS is ended there, and RDS wants it unless told otherwise."""
    assert parameters.read(16, {}, _GIBIBYTE).force_ssl
    read = parameters.read(16, {"rds.force_ssl": "0", "ssl_min_protocol_version": "TLSv1.3"}, _GIBIBYTE)
    assert (read.force_ssl, read.oldest_tls) == (False, "TLSv1.3")
    assert "ssl_min_protocol_version" not in read.settings


def test_both_kinds_of_password_are_taken_unless_scram_alone_is() -> None:
    """As `rds.accepted_password_auth_method` says."""
    given = {"rds.accepted_password_auth_method": "scram"}
    assert parameters.read(16, given, _GIBIBYTE).password_method == "scram-sha-256"
    assert parameters.read(16, {}, _GIBIBYTE).password_method == "md5"


def test_a_value_cannot_end_its_line_of_the_file() -> None:
    """Whatever is in it."""
    assert parameters.as_file({"a": "it's \\ fine"}) == "a = 'it''s \\\\ fine'\n"
