#!/bin/bash
# Replays slices of the retail data through the real server and reconciles them. Exits with 77, and
# loudly, when the data is not beside the project.
#
#   replay_slice.sh OMS_REPLAY FOLDER
set -euo pipefail
replay=$1
folder=$2

status=0
"$replay" --find-data || status=$?
if [[ $status != 0 ]]; then exit "$status"; fi
rm -rf "$folder"

# Kills it after some seconds, from $1 to $1 + $2, unless it ends before; then goes on.
killed_and_resumed() {
    local status=0 after=$(($1 + RANDOM % ($2 + 1)))
    shift 2
    timeout --signal=KILL "$after" "$@" || status=$?
    if [[ $status != 0 && $status != 137 ]]; then exit "$status"; fi
    "$@" --resume
}

echo "== 300 raw orders with the largest, killed at a random point, then resumed"
killed_and_resumed 1 2 "$replay" --profile raw --limit 300 --largest --place-only --folder "$folder/raw"

echo "== 40 raw orders to their customers, and what came back of them until then"
"$replay" --profile raw --limit 40 --folder "$folder/returns" | tee "$folder/returns.txt"
grep -q "^returns taken, read back .* yes$" "$folder/returns.txt"

echo "== 400 consumer orders to their customers, killed at a random point, then resumed"
killed_and_resumed 4 8 "$replay" --profile consumer --limit 400 --folder "$folder/consumer"
rm -rf "$folder"
