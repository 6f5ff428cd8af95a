# Sourced by every fake: records the call, and fails when the test wants this call to fail.
call="${0##*/} $*"
echo "$call" >> "$FAKES/calls"
# shellcheck disable=SC2053 # FAIL is a pattern.
if [[ $call == $FAIL ]]; then
  echo "$call: refused by the test" >&2
  exit 1
fi

# The value after option $1 among the arguments that follow.
option() {
  local name="$1"
  shift
  while [ "$#" -gt 1 ]; do
    if [ "$1" = "$name" ]; then
      echo "$2"
      return
    fi
    shift
  done
}
