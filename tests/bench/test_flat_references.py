"""References of the flat program are found in the texts of a state."""

from tests.bench.flat_references import expression_of, image_sha_sources, sources_of

SHA = "4f0c3a9d1e2b5c6d7e8f90a1b2c3d4e5f6071829"
VPC = {"id": "vpc-12345678", "inputs": {"tags": {"Name": "network"}}, "outputs": {"tags": {"Name": "network"}}}


def test_a_text_that_is_an_output_becomes_a_reference() -> None:
    """What was an output in our program is one in the flat program."""
    assert expression_of("vpc-12345678", sources_of("vpc", VPC, {})) == "vpc.id"


def test_a_text_that_holds_an_output_is_concatenated() -> None:
    """An ARN inside a policy document is a reference between two literals."""
    expression = expression_of("arn:vpc-12345678/*", sources_of("vpc", VPC, {}))
    assert expression == "pulumi.Output.concat('arn:', vpc.id, '/*')"


def test_the_longest_output_wins() -> None:
    """A name inside an ARN is not torn out of it."""
    resource = {"id": "role-name", "outputs": {"arn": "arn:aws:iam::1:role/role-name"}}
    sources = sources_of("role", resource, {"arn": "arn"})
    assert expression_of("arn:aws:iam::1:role/role-name", sources) == "role.arn"


def test_what_was_given_in_a_map_stays_literal() -> None:
    """A tag's value is known without the resource that has it."""
    assert expression_of("network", sources_of("vpc", VPC, {"tags": "tags"})) == "'network'"


def test_what_the_cloud_added_to_an_object_is_a_reference() -> None:
    """EKS makes a security group beside those that were given."""
    cluster = {
        "id": "cluster",
        "inputs": {"vpcConfig": {"securityGroupIds": ["sg-given00"]}},
        "outputs": {"vpcConfig": {"securityGroupIds": ["sg-given00"], "clusterSecurityGroupId": "sg-made000"}},
    }
    sources = sources_of("cluster", cluster, {"vpcConfig": "vpc_config"})
    assert expression_of("sg-made000", sources) == "cluster.vpc_config.cluster_security_group_id"
    assert expression_of("sg-given00", sources) == "'sg-given00'"


def test_the_release_is_a_variable_and_so_is_its_abbreviation() -> None:
    """A promotion of the flat program changes what a promotion of ours changes."""
    sources = image_sha_sources(SHA)
    assert expression_of(f"image:{SHA}", sources) == "pulumi.Output.concat('image:', image_sha)"
    assert expression_of(f"job-{SHA[:12]}", sources) == "pulumi.Output.concat('job-', image_sha[:12])"
