"""The SDK still judges every resource when it has less to do for each."""

import subprocess
import sys

PROGRAM = """
import os
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import EnforcementLevel, ResourceValidationPolicy, policy
from policies.sdk_calls import answer_with_less_work

def refuse(args, report):
    report(f"refused {args.props['colour']}")

servicer = policy._PolicyAnalyzerServicer
sdk_settings = servicer._configure_runtime_settings

def counted(itself):
    print("settings")
    sdk_settings(itself)

servicer._configure_runtime_settings = counted
answer_with_less_work()
pack = servicer("pack", "1.0.0", [ResourceValidationPolicy("rule", "A rule.", refuse)], EnforcementLevel.MANDATORY)
for colour in ("blue", "green"):
    request = analyzer_pb2.AnalyzeRequest(type="a:b:C", urn="urn:pulumi:dev::p::a:b:C::name", name="name")
    request.properties.update({"colour": colour})
    print(len(pack.Remediate(request, None).remediations))
    print([diagnostic.message for diagnostic in pack.Analyze(request, None).diagnostics])
"""


def test_each_resource_is_judged_and_none_is_mended() -> None:
    """The settings are read before the first resource, and every verdict is what it was."""
    # In a process of its own, because the SDK is changed for it.
    answer = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == [
        "0",
        "settings",
        "['A rule.\\nrefused blue']",
        "0",
        "['A rule.\\nrefused green']",
    ]
