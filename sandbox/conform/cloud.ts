import * as pulumi from "@pulumi/pulumi";
import * as provider from "@pulumi/pulumi/provider";
import { ASSIGNED_VARIABLE, type AssignedBlocks, REGION } from "./assigned";
import { keyOfUrn, stackOfUrn } from "./urn";

/**
 * The AWS in which recordings are compared. What a recording is about is what the component asks AWS for, so this one
 * grants everything as it is asked, and answers with ids that are the recordings' own placeholders. Whether AWS would
 * grant it (the addresses, pools and groups that arguments name do not exist here) is what the sandbox's stand-in for
 * the aws provider judges.
 */
class GrantingCloud implements provider.Provider {
  readonly version = "";
  readonly #assigned = JSON.parse(process.env[ASSIGNED_VARIABLE] ?? "{}") as Record<string, AssignedBlocks>;

  check(_urn: pulumi.URN, _olds: unknown, news: unknown): Promise<provider.CheckResult> {
    return Promise.resolve({ inputs: news });
  }

  create(urn: pulumi.URN, inputs: pulumi.Inputs): Promise<provider.CreateResult> {
    const key = keyOfUrn(urn);
    const allocationId = key.startsWith("aws:ec2/eip:Eip#") ? { allocationId: `\${${key}.allocationId}` } : {};
    const assigned = key.startsWith("aws:ec2/vpc:Vpc#") ? this.#assigned[stackOfUrn(urn)] : {};
    return Promise.resolve({ id: `\${${key}}`, outs: { ...assigned, ...inputs, ...allocationId } });
  }

  invoke(token: string, args: { readonly region?: string }): Promise<provider.InvokeResult> {
    if (token !== "aws:index/getAvailabilityZones:getAvailabilityZones") {
      return Promise.reject(new Error(`no recording needs ${token}`));
    }
    const { region = REGION } = args;
    // Accounts of today get three of Tokyo's four zones.
    const letters = region === REGION ? ["a", "c", "d"] : ["a", "b", "c"];
    return Promise.resolve({ outputs: { id: region, region, names: letters.map((letter) => region + letter) } });
  }
}

void provider.main(new GrantingCloud(), process.argv.slice(2));
