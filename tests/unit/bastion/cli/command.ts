import { main } from "../../../../cli/bastion/main";
import { BastionStack } from "../../../../cli/bastion/stack";

// The command with a config from the environment in place of the stack's file.
void main(process.argv.slice(2), {
  stacks: ["dev"],
  readStack: () => JSON.parse(process.env["STACK"] ?? "") as BastionStack,
  print: (text) => process.stdout.write(text),
  say: (text) => process.stderr.write(text),
}).then((status) => {
  process.exitCode = status;
});
