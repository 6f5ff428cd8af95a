import { addressesLast } from "./addresses";
import { archiveIsInOrder } from "./archive";
import * as delivery from "./delivery";
import { Check } from "./facts";
import * as network from "./network";
import * as operations from "./operations";
import * as scaling from "./scaling";
import * as service from "./service";
import { certificateIsInRegion, plainHttpIsAskedFor } from "./tls";

export type { Facts } from "./facts";

/** Every check that compares several fields. */
export const checks: readonly Check[] = [
  network.zonesAreInRegion,
  network.rangeIsLargeEnough,
  addressesLast,
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
  scaling.stepsFitTogether,
  scaling.requestsNeedLoadBalancer,
  scaling.hoursLeaveEnough,
  operations.collectorPortsAreFree,
  operations.collectorImageIsUsed,
  operations.bastionReachesPorts,
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
