"""The migration of an environment's database, by the one workload that owns the schema."""

from collections.abc import Mapping

import pulumi

from components.kubernetes.database_authority import DatabaseAuthority
from components.kubernetes.migration import Migration, MigrationArgs
from domain.component_names import MIGRATION
from stacks.data import DataLayer
from stacks.database_jobs import DatabaseJobs, registration_step
from stacks.layer import Ground
from stacks.sizes import placement
from stacks.workload_containers import migration_container, status_arguments
from stacks.workload_roles import migration_role


def build_migration(
    ground: Ground,
    data: DataLayer,
    authority: DatabaseAuthority,
    jobs: DatabaseJobs,
    filled: Mapping[str, pulumi.Output[str]],
    *,
    pull_secret: pulumi.Output[str] | None,
) -> Migration | None:
    """Build it where a workload owns the schema; it waits for the logins, and for its secret in `filled`."""
    owner = next((workload for workload in ground.settings.workloads if workload.migrations), None)
    if owner is None or owner.migrations is None:
        return None
    role = migration_role(ground, data)
    image = ground.settings.image(owner.image_name)
    previous = [jobs.bootstrap.image, *([filled[MIGRATION]] if MIGRATION in filled else [])]
    return Migration(
        "migration",
        MigrationArgs(
            container=migration_container(
                ground,
                data,
                owner,
                owner.migrations,
                image=pulumi.Output.all(*previous).apply(lambda _: image),
                pull_secret=pull_secret,
            ),
            namespace=pulumi.Output.all(authority.namespaces["data"], role.association_id).apply(
                lambda values: str(values[0])
            ),
            placement=placement("control"),
            image_digest=ground.settings.image_digest(owner.image_name),
            times=owner.migrations.times,
            # Tables are there after the first of two runs; a schema that is whole after one brings its own rows.
            registration=registration_step(ground) if owner.migrations.times > 1 else None,
            files=jobs.plan.config_map,
            status=status_arguments(owner.migrations),
            cluster=ground.cluster,
        ),
        opts=ground.in_cluster,
    )
