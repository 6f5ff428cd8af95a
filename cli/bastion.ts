import { main } from "./bastion/main";
import { readStackConfig } from "./stackConfig";

void main(process.argv.slice(2), readStackConfig).then((status) => {
  process.exitCode = status;
});
