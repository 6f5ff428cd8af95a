import { Check, hasLoadBalancer, isWrong, namesOf, services } from "./facts";

const certificatePath = ["domain", "certificateArn"];

/** A load balancer takes certificates of its own region only. */
export const certificateIsInRegion: Check = function* ({ draft, region }) {
  const certificate = draft.domain?.certificateArn;
  const certificateRegion = certificate?.split(":")[3];
  if (region !== undefined && certificateRegion !== undefined && certificateRegion !== region) {
    yield {
      path: certificatePath,
      given: `a certificate in ${certificateRegion}`,
      allowed: `a certificate in aws:region, which is ${region}`,
      fix: `Request the certificate in ${region}, and put its ARN here.`,
    };
  }
};

/** Plain HTTP is served only where config asks for it. */
export const plainHttpIsAskedFor: Check = function* (facts) {
  const { domain, loadBalancers } = facts.draft;
  const exposed = services(facts).filter(hasLoadBalancer);
  if (
    exposed.length > 0 &&
    loadBalancers?.plainHttp === false &&
    domain?.certificateArn === undefined &&
    !isWrong(facts, certificatePath)
  ) {
    yield {
      path: ["loadBalancers", "plainHttp"],
      given: "false",
      allowed: `true, as there is no certificate for ${namesOf(exposed)}`,
      fix: "Set domain.certificateArn to serve HTTPS, or plainHttp: true where anybody may read the traffic.",
    };
  }
};
