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

echo "== 300 raw orders with the largest, killed at a random point, then resumed"
raw=("$replay" --profile raw --limit 300 --largest --folder "$folder/raw")
status=0
timeout --signal=KILL "$((1 + RANDOM % 3))" "${raw[@]}" || status=$?
if [[ $status != 0 && $status != 137 ]]; then exit "$status"; fi
"${raw[@]}" --resume

echo "== 1,500 consumer orders"
"$replay" --profile consumer --limit 1500 --folder "$folder/consumer"
rm -rf "$folder"
