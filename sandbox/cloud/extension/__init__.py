"""What the platform uses of AWS and moto lacks, added to moto's own backends so that state lives and resets with theirs."""
