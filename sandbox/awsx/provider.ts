import type * as pulumi from "@pulumi/pulumi";
import type * as provider from "@pulumi/pulumi/provider";
import { version } from "@pulumi/awsx/package.json";
import { constructVpc, VPC_TYPE } from "./vpc";

/** The sandbox's stand-in for the `awsx` provider: it builds one component and refuses everything else. */
export class StandIn implements provider.Provider {
  readonly version = version;

  construct(
    name: string,
    type: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<provider.ConstructResult> {
    if (type !== VPC_TYPE) {
      return Promise.reject(refusal("component", type));
    }
    return constructVpc(name, inputs, options);
  }

  call(token: string): Promise<provider.InvokeResult> {
    return Promise.reject(refusal("function", token));
  }

  invoke(token: string): Promise<provider.InvokeResult> {
    return Promise.reject(refusal("function", token));
  }
}

function refusal(what: string, token: string): Error {
  return new Error(
    `This is the sandbox's stand-in for the awsx provider. It knows only ${VPC_TYPE}, not the ${what} ${token}. ` +
      `Build that from aws resources, or run against a real AWS account with the published awsx provider.`,
  );
}
