/**
 * What a deployment replaces by the image that it brings; CodePipeline's deploy action knows it by the name inside. Apart,
 * so that a function can hold it without Pulumi.
 */
export const imagePlaceholder = "<IMAGE1_NAME>";
