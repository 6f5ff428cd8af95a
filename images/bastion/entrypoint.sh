#!/bin/bash
# Runs the bastion until it is told to stop.
#
# BASTION_MODE           session-manager: registers with Systems Manager, runs the agent, and deregisters at the end;
#                        ecs-exec: waits, because ECS brings its own agent.
#
# In session-manager mode also:
# AWS_REGION             Set by ECS.
# BASTION_NAME           Name of the managed instance, and the value of its tag "Bastion", by which IAM policies know it.
#                        No other bastion of the account and region may have it: what bears it and is dead is deregistered.
# BASTION_INSTANCE_ROLE  Name of the role that the managed instance gets. The task's role must be allowed to pass it.
# BASTION_AGENT_HOME     Where the agent keeps its registration. Default: /var/lib/amazon/ssm
#
# Who has the activation code may register as this bastion. The agent takes it as an argument and in no other way, so
# it stands in the argument list of one process, for as long as registering takes. Nobody can look at that time: sessions
# start later, when the agent runs. It is in no file, no variable of the environment, no log, and no process that stays.
set -euo pipefail

readonly home="${BASTION_AGENT_HOME:-/var/lib/amazon/ssm}"
readonly tries=5
# Long enough to register, and not much longer.
readonly activation_minutes=15
# How often what other tasks left behind is looked for: Systems Manager says of a killed one that it is online for minutes.
readonly sweep_seconds=600
# The agent itself gives its sessions twenty seconds to end.
readonly agent_stop_seconds=30

activation=
code=
instance=
agent=
stopping=

# ECS's credentials for this task, whatever files an agent may have written; and one place that tries again.
export AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_CONFIG_FILE=/dev/null AWS_MAX_ATTEMPTS=1 AWS_PAGER=

say() {
  local text="$*" secret
  for secret in "$code" "$activation"; do
    if [ -n "$secret" ]; then
      text="${text//"$secret"/[hidden]}"
    fi
  done
  printf 'bastion: %s\n' "$text" >&2
}

fail() {
  say "$@"
  exit 1
}

# Waits before attempt $1 + 1: up to 1, 2, 4 … seconds, at least half of it, so that tasks which were refused together do
# not come back together.
back_off() {
  local most=$((1000 << ($1 - 1)))
  local milliseconds=$((most / 2 + RANDOM % (most / 2 + 1)))
  pause "$((milliseconds / 1000)).$(printf %03d $((milliseconds % 1000)))"
}

# A sleep that a signal ends: bash handles signals between commands, and while it waits.
pause() {
  local sleeper
  sleep "$1" &
  sleeper=$!
  wait "$sleeper" || true
  kill "$sleeper" 2> /dev/null || true
}

# Whether it may go better in a moment, without anybody's help.
is_passing() {
  local pattern='Throttl|TooMany|[Rr]ate exceeded|RequestLimitExceeded|Internal(Server)?(Error|Failure)|ServiceUnavailable|[Tt]ime(d )?out|Could not connect'
  [[ $1 =~ $pattern ]]
}

# Calls Systems Manager, again where it has too much to do. The answer goes to standard output; what it complained of goes
# to the log.
call() {
  local attempt complaint
  for ((attempt = 1; ; attempt++)); do
    if complaint="$({ aws ssm "$@" --region "$AWS_REGION" --output json --cli-connect-timeout 5 --cli-read-timeout 15 >&3; } 2>&1)"; then
      return 0
    fi
    if ((attempt >= tries)) || ! is_passing "$complaint"; then
      say "aws ssm $1 failed (attempt $attempt): $complaint"
      return 1
    fi
    back_off "$attempt"
  done 3>&1
}

create_activation() {
  local answer
  answer="$(call create-activation --iam-role "$BASTION_INSTANCE_ROLE" --registration-limit 1 \
    --default-instance-name "$BASTION_NAME" --tags "Key=Bastion,Value=$BASTION_NAME" \
    --expiration-date "$(date --utc --date "+$activation_minutes minutes" +%Y-%m-%dT%H:%M:%SZ)")" ||
    fail "No activation. The task's role needs ssm:CreateActivation, ssm:AddTagsToResource and, for $BASTION_INSTANCE_ROLE, iam:PassRole."
  # By way of a pipe and a builtin: an argument of jq would be seen.
  IFS=$'\t' read -r activation code < <(printf '%s' "$answer" | jq --raw-output '[.ActivationId, .ActivationCode] | @tsv') || true
  if [ -z "$code" ]; then
    fail "Systems Manager answered without an activation code."
  fi
}

delete_activation() {
  local id="$activation"
  if [ -n "$id" ]; then
    call delete-activation --activation-id "$id" > /dev/null ||
      say "An activation is left; it expires by itself within $activation_minutes minutes, and the next start deletes it."
    activation=
    code=
  fi
}

# The id that the agent keeps of its registration, if it has one.
registered_instance() {
  if [ -s "$home/registration" ]; then
    jq --raw-output '.ManagedInstanceID // empty' "$home/registration" 2> /dev/null || true
  fi
}

deregister() {
  if call deregister-managed-instance --instance-id "$1" > /dev/null; then
    say "deregistered $1"
  else
    say "$1 is still registered; the next start deregisters it."
  fi
}

# What a killed predecessor left: managed instances of this name that are no longer online, and activations that are used
# up or expired. One that has just registered may not be online yet, so the young are left alone.
sweep() {
  local before found id
  before="$(date --utc --date "-$activation_minutes minutes" +%Y-%m-%dT%H:%M:%S)"
  found="$(call describe-instance-information --filters "Key=tag:Bastion,Values=$BASTION_NAME")" || return 0
  for id in $(jq --raw-output --arg own "$instance" --arg before "$before" '.InstanceInformationList[]
    | select(.PingStatus != "Online" and .InstanceId != $own and (.RegistrationDate // "" | tostring) < $before)
    | .InstanceId' <<< "$found"); do
    deregister "$id"
  done
  found="$(call describe-activations --filters "FilterKey=DefaultInstanceName,FilterValues=$BASTION_NAME")" || return 0
  for id in $(jq --raw-output --arg own "$activation" --arg name "$BASTION_NAME" '.ActivationList[]
    | select(.DefaultInstanceName == $name and .ActivationId != $own)
    | select(.Expired or (.RegistrationsCount // 0) >= (.RegistrationLimit // 1))
    | .ActivationId' <<< "$found"); do
    # Without the complaint, which names the activation. It may be one that its own bastion is just deleting.
    call delete-activation --activation-id "$id" > /dev/null 2>&1 || say "An old activation was not deleted."
  done
}

# Registers the agent. Whatever is wrong with an activation (expired, used up by an answer that was lost), the cure is
# another one.
register() {
  local attempt output=
  for ((attempt = 1; attempt <= tries; attempt++)); do
    if [ -n "$stopping" ]; then
      exit 0
    fi
    if [ -z "$activation" ]; then
      create_activation
    fi
    if output="$(run_agent -register -y -code "$code" -id "$activation" -region "$AWS_REGION" 2>&1 < /dev/null)"; then
      code=
      instance="$(registered_instance)"
      if [ -z "$instance" ]; then
        fail "The agent registered, but there is no instance id in $home/registration."
      fi
      say "registered as $instance"
      return
    fi
    say "registration failed (attempt $attempt of $tries): $output"
    if ! is_passing "$output"; then
      delete_activation
    fi
    if ((attempt < tries)); then
      back_off "$attempt"
    fi
  done
  fail "Not registered after $tries attempts. Is ssm.$AWS_REGION reachable from this subnet, by NAT or an interface endpoint?"
}

# Sessions inherit the agent's environment. Without what ECS gave this container, nobody in a session can ask for the
# credentials of the task's role, which may register and deregister.
run_agent() {
  exec env --ignore-environment PATH="$PATH" HOME=/root LANG=C.UTF-8 amazon-ssm-agent "$@"
}

stop_agent() {
  local waited
  if [ -n "$agent" ]; then
    kill -TERM "$agent" 2> /dev/null || true
    for ((waited = 0; waited < agent_stop_seconds; waited++)); do
      kill -0 "$agent" 2> /dev/null || return 0
      sleep 1
    done
    say "The agent does not end; it is killed."
    kill -KILL "$agent" 2> /dev/null || true
  fi
}

# At every end, also one by a mistake. A second signal must not keep the registration from going.
leave() {
  local status=$?
  trap '' TERM INT
  stop_agent
  rm -f "$home/bastion.pid"
  instance="${instance:-$(registered_instance)}"
  if [ -n "$instance" ]; then
    deregister "$instance"
    rm -f "$home/registration"
  fi
  delete_activation
  exit "$status"
}

session_manager() {
  local name ended pauser status left
  for name in AWS_REGION BASTION_NAME BASTION_INSTANCE_ROLE; do
    [ -n "${!name:-}" ] || fail "$name is not set; it is needed in session-manager mode."
  done
  # The agent at once: bash may be about to wait for it, and would not look at the variable before it ends.
  trap 'stopping=yes; kill -TERM ${agent:+"$agent"} 2> /dev/null || true' TERM INT
  trap leave EXIT

  rm -f "$home/bastion.pid"
  # After a kill, the same task's volume still has the registration, whose agent is dead whatever Systems Manager thinks.
  left="$(registered_instance)"
  if [ -n "$left" ]; then
    deregister "$left"
    rm -f "$home/registration"
  fi
  sweep
  register

  run_agent &
  agent=$!
  printf '%s\n' "$agent" > "$home/bastion.pid"
  while [ -z "$stopping" ]; do
    sleep "$sweep_seconds" &
    pauser=$!
    status=0
    wait -n -p ended "$agent" "$pauser" || status=$?
    kill "$pauser" 2> /dev/null || true
    if [ "${ended:-}" = "$agent" ]; then
      agent=
      [ -n "$stopping" ] || fail "The agent ended by itself with status $status."
    fi
    if [ "${ended:-}" = "$pauser" ]; then
      sweep
    fi
  done
  say "stopping"
}

ecs_exec() {
  trap 'exit 0' TERM INT
  trap 'kill $(jobs -p) 2> /dev/null || true' EXIT
  say "waiting for sessions of ECS Exec"
  sleep infinity &
  wait
}

case "${BASTION_MODE:-}" in
  session-manager) session_manager ;;
  ecs-exec) ecs_exec ;;
  *) fail "BASTION_MODE is \"${BASTION_MODE:-}\"; allowed are session-manager and ecs-exec." ;;
esac
