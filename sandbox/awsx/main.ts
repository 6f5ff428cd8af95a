import { main } from "@pulumi/pulumi/provider";
import { StandIn } from "./provider";

void main(new StandIn(), process.argv.slice(2));
