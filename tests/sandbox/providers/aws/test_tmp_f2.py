import boto3, json
import pulumi
from pulumi.runtime import mocks
from tests import recording as R
from components.aws.environment_keys import *
from components.aws.database import *
from components.aws.database_alarms import *
from components.aws.evidence_store import *
from components.aws.access_log_bucket import *
from components.aws.alarm_topic import *
from components.aws.budget import *
from components.aws.dns import *
from components.aws.certificate import *
ACC="123456789012"
def test_it(provider, endpoint):
    ec2=boto3.client("ec2",endpoint_url=endpoint,region_name="eu-central-1")
    vpc=ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subs=[ec2.create_subnet(VpcId=vpc,CidrBlock=f"10.0.{i}.0/24",AvailabilityZone="eu-central-1"+"ab"[i])["Subnet"]["SubnetId"] for i in range(2)]
    sg=ec2.create_security_group(GroupName="x",Description="x",VpcId=vpc)["GroupId"]
    made=[]; problems=[]
    class A(R._Answers):
        def new_resource(self,args):
            if args.typ.startswith("aws:"):
                checked,f=provider.check(args.typ,args.inputs,name=args.name)
                if f: problems.append((args.name,f)); return super().new_resource(args)
                try:
                    i,o=provider.create(args.typ,checked,name=args.name)
                except Exception as e:
                    problems.append((args.name,str(e)[:600])); return super().new_resource(args)
                if "nstance" in args.typ: print("INST",o.get("masterUserSecrets"),o.get("port"))
                made.append((args.typ,args.name,i,checked,o))
                return i,json.loads(json.dumps(o))
            if args.typ.startswith("random"):
                return "x",{**args.inputs,"hex":"0a1b2c3d"}
            return super().new_resource(args)
    def program(env,lock):
        k=EnvironmentKeys("keys",EnvironmentKeysArgs(environment=env,region="eu-central-1",account_id=ACC,vault_role_name="portarium-prod-vault",protect=True))
        t=AlarmTopic("alarms",AlarmTopicArgs(environment=env,region="eu-central-1",account_id=ACC,key_arn=k.notifications_arn,email_addresses=["a@b.c"]))
        MonthlyBudget("budget",MonthlyBudgetArgs(environment=env,tier="prod",limit_usd=100,forecast_percent=80,topic_arn=t.arn))
        l=AccessLogBucket("logs",AccessLogBucketArgs(environment=env,account_id=ACC,retention_days=365,protect=True))
        e=EvidenceStore("evidence",EvidenceStoreArgs(environment=env,account_id=ACC,key_arn=k.evidence_arn,access_log_bucket=l.bucket,access_log_bucket_arn=l.arn,lock=ObjectLock(mode="COMPLIANCE",days=1095) if lock else None,expiry_days=None if lock else 7,configurators=["arn:aws:iam::123456789012:role/d"],protect=True))
        d=Database("database",DatabaseArgs(environment=env,vpc_id=vpc,subnet_ids=subs,client_security_group_ids={"nodes":sg},key_arn=k.database_arn,log_key_arn=k.logs_arn,log_retention_days=30,engine_version="17.6",instance_class="db.t4g.large",allocated_storage_gib=100,max_allocated_storage_gib=500,multi_az=True,backup_retention_days=30,backup_window="02:00-03:00",maintenance_window="sun:04:00-sun:05:00",performance_insights_retention_days=7,deletion_protection=True,apply_immediately=False,protect=True))
        DatabaseAlarms("database-alarms",DatabaseAlarmsArgs(environment=env,instance_identifier=d.instance_identifier,instance_class="db.t4g.large",allocated_storage_gib=100,topic_arn=t.arn))
        z=DnsZones("dns",DnsZonesArgs(base_domain="example.com",env_prefix="x-"+env,internal_domain="internal.example.com",vpc_id=vpc,protect=True))
        c=ValidatedCertificate("cert",ValidatedCertificateArgs(domain_names=[f"x-{env}.example.com",f"*.x-{env}.example.com"],zone_id=z.public_zone_id,delegated=True))
        return {"sec":d.master_secret_arn,"res":d.resource_id,"addr":d.address,"cert":c.arn,"ev":e.bucket,"ns":z.name_servers,"alarms":None,"port":d.port,"hold":e.legal_hold_role_arn}
    import tests.recording
    orig=R._Answers
    for env,lock in (("prod",True),("dev",False)):
        R._Answers=A
        try:
            rec=R.record(lambda:program(env,lock))
        finally: R._Answers=orig
        print(json.dumps(rec.result,indent=1)); print(len(made),"made",len(problems),"problems")
        for p in problems: print(p)
        # no-op diff
        for typ,name,i,checked,o in made:
            d=provider.diff(typ,checked,checked,identifier=i,old=o)
            if d.changes!=1: print("DIFF",name,list(d.diffs))
        for typ,name,i,checked,o in made:
            try:
                r=provider.read(typ,i,checked,o)
            except Exception as e: print("READ",name,e); continue
        made.clear(); problems.clear()
    assert 0
