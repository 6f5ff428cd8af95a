import { run } from "../../runtime/run";
import { routes } from "./routes";

void run({ name: "backend", routes });
