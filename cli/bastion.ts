import { checkout, stacksOf } from "../sandbox/project";
import { main } from "./bastion/main";
import { readStackConfig } from "./stackConfig";

void main(process.argv.slice(2), {
  stacks: stacksOf(checkout),
  readStack: readStackConfig,
  print: (text) => process.stdout.write(text),
  say: (text) => process.stderr.write(text),
}).then((status) => {
  process.exitCode = status;
});
