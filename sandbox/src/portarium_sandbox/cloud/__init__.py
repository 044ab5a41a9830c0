"""The sandbox's AWS: moto's server with what the platform needs and moto lacks, and state that outlives the process.

This is a double.
It answers AWS's API calls on the loopback interface, and says so where it stops short of AWS: sandbox/docs/aws.md.
"""
