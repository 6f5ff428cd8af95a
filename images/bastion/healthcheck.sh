#!/bin/bash
# Health check of the bastion's container: does the agent run? In ecs-exec mode there is none to look for.
set -euo pipefail
if [ "${BASTION_MODE:-}" != ecs-exec ]; then
  read -r agent < "${BASTION_AGENT_HOME:-/var/lib/amazon/ssm}/bastion.pid"
  kill -0 "$agent"
fi
