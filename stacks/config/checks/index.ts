import { archiveIsInOrder } from "./archive";
import * as delivery from "./delivery";
import { Check } from "./facts";
import * as network from "./network";
import * as service from "./service";
import { certificateIsInRegion, plainHttpIsAskedFor } from "./tls";

export type { Facts } from "./facts";

/** Every check that compares several fields. */
export const checks: readonly Check[] = [
  network.zonesAreInRegion,
  network.zonesAreEnough,
  network.rangeIsLargeEnough,
  network.imagesAreReachable,
  network.endpointsReplaceNat,
  service.namesAreUnique,
  service.namesFitAws,
  service.namesLeaveRoom,
  service.portsAreFree,
  service.healthCheckAsksThePort,
  service.timeoutIsBelowInterval,
  service.countsAreInOrder,
  service.variablesHaveOneSource,
  service.callsReachInternalServices,
  service.productionSurvives,
  delivery.shiftingNeedsLoadBalancer,
  delivery.stepsNeedShifting,
  delivery.buildsReachTheInternet,
  delivery.imagesHaveOneOrigin,
  delivery.promotionLeadsElsewhere,
  delivery.replicasHaveAnOriginal,
  delivery.readersBelongToTheOwner,
  delivery.approversHaveSomethingToApprove,
  archiveIsInOrder,
  certificateIsInRegion,
  plainHttpIsAskedFor,
];
