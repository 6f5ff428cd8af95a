import { Statement } from "../iam/policyDocument";

/**
 * What a function must be allowed to answer a pipeline's Invoke action. A job's id is what authorizes the answer:
 * CodePipeline gives it to the function that the action names, and to nobody else.
 *
 * {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodepipeline.html | CodePipeline's actions}
 */
export const jobStatements: readonly Statement[] = [
  {
    anyResource: "PutJobResultHasNoResource",
    actions: ["codepipeline:PutJobSuccessResult", "codepipeline:PutJobFailureResult"],
  },
];
