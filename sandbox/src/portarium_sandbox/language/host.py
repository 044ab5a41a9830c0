"""The language host's side of Pulumi's protocol: what the engine may ask of a language, answered for Python."""

# ruff: noqa: ARG002, D102, N802 (method names, parameters and meaning are those of Pulumi's language.proto)

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import distributions, version
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf import json_format

from portarium_sandbox import protocol
from portarium_sandbox.language.environment import python_for
from portarium_sandbox.language.packages import required_packages, site_packages_of
from portarium_sandbox.language.plugin import PluginRequest, run_plugin
from portarium_sandbox.language.runner import ProgramRequest, Runner

if TYPE_CHECKING:
    from google.protobuf import empty_pb2
    from pulumi.runtime.proto import language_pb2, language_pb2_grpc, plugin_pb2
else:
    empty_pb2 = protocol.load("language_pb2").google_dot_protobuf_dot_empty__pb2
    language_pb2 = protocol.load("language_pb2")
    language_pb2_grpc = protocol.load("language_pb2_grpc")
    plugin_pb2 = protocol.load("plugin_pb2")

NOTHING_TO_INSTALL = "This project's dependencies are pinned in requirements.lock; `make setup` installs them.\n"


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Answers the engine.

    Code generation and packaging (GenerateProgram, Pack, Link and so on) stay unimplemented: they are for authors of
    providers, who use Pulumi's own host.
    """

    def __init__(self, runner: Runner, engine_address: str) -> None:
        self._runner = runner
        self._engine_address = engine_address

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        self._engine_address = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=version("pulumi"))

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        return language_pb2.GetRequiredPackagesResponse(
            packages=[
                plugin_pb2.PackageDependency(
                    name=package.name, version=package.version, server=package.server, kind="resource"
                )
                for package in required_packages(site_packages_of(_python(request.info)))
            ]
        )

    def About(self, request: language_pb2.AboutRequest, context: grpc.ServicerContext) -> language_pb2.AboutResponse:
        return language_pb2.AboutResponse(executable=sys.executable, version=platform.python_version())

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        paths = [str(path) for path in site_packages_of(_python(request.info))]
        installed = {distribution.name: distribution.version for distribution in distributions(path=paths)}
        return language_pb2.GetProgramDependenciesResponse(
            dependencies=[language_pb2.DependencyInfo(name=name, version=installed[name]) for name in sorted(installed)]
        )

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        yield language_pb2.InstallDependenciesResponse(stdout=NOTHING_TO_INSTALL.encode())

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        return language_pb2.RuntimeOptionsResponse()

    def Run(self, request: language_pb2.RunRequest, context: grpc.ServicerContext) -> language_pb2.RunResponse:
        # The engine ends the call when its run is cancelled, and the program must not outlive it.
        context.add_callback(self._runner.interrupt)
        result = self._runner.run(
            ProgramRequest(
                project=request.project,
                stack=request.stack,
                organization=request.organization or "organization",
                root_directory=request.info.root_directory,
                working_directory=request.pwd,
                entry_point=request.info.entry_point or ".",
                arguments=list(request.args),
                monitor_address=request.monitor_address,
                engine_address=self._engine_address,
                parallel=request.parallel,
                dry_run=request.dryRun,
                config=dict(request.config),
                config_secret_keys=list(request.configSecretKeys),
            ),
            _python(request.info),
        )
        return language_pb2.RunResponse(error=result.error, bail=result.bail)

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        plugin = PluginRequest(
            kind=request.kind,
            program_directory=request.info.program_directory,
            working_directory=request.pwd,
            arguments=list(request.args),
            variables=list(request.env),
        )
        for output in run_plugin(plugin, _python(request.info), context.add_callback):
            if output.exit_code is not None:
                if output.exit_code != 0:
                    yield language_pb2.RunPluginResponse(exitcode=output.exit_code)
            elif output.stdout:
                yield language_pb2.RunPluginResponse(stdout=output.stdout)
            else:
                yield language_pb2.RunPluginResponse(stderr=output.stderr)

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        self._runner.interrupt()
        return empty_pb2.Empty()


def _python(info: language_pb2.ProgramInfo) -> str:
    options: dict[str, Any] = json_format.MessageToDict(info.options)
    return python_for(info.root_directory, options)
