"""Embeds texts by all-MiniLM-L6-v2 in other runtimes: torch, ONNX Runtime, ONNX Runtime with 8-bit weights. Each line on standard
input names a file with a JSON list of texts, which are embedded once; the answer is a line of JSON with seconds and the tokens embedded, and
beside the file lie the vectors, little-endian 32-bit floats, under its name and that of the runtime.

python embedding_runtimes.py <folder of the model> torch|onnx|onnx-int8 <threads>
"""

import json
import os
import sys
import time

import torch
from transformers import AutoTokenizer, BertModel

folder, runtime, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
torch.set_num_threads(threads)
tokenizer = AutoTokenizer.from_pretrained(folder)
model = BertModel.from_pretrained(folder, attn_implementation="eager" if runtime != "torch" else "sdpa").eval()
BATCH = 32


def mean_of(hidden, mask):
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    pooled = (hidden * weights).sum(1) / weights.sum(1)
    return torch.nn.functional.normalize(pooled, dim=1)


class Hidden(torch.nn.Module):
    """What the exporter takes: three tensors in, one out."""

    def __init__(self):
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        given = {"attention_mask": attention_mask, "token_type_ids": token_type_ids}
        return self.model(input_ids=input_ids, **given).last_hidden_state


def onnx_session():
    import onnxruntime

    path = os.path.join(folder, "model.onnx")
    if not os.path.exists(path):
        ids = torch.ones((2, 8), dtype=torch.long)
        names = ["input_ids", "attention_mask", "token_type_ids"]
        axes = {name: {0: "batch", 1: "length"} for name in names}
        torch.onnx.export(
            Hidden(), (ids, ids, ids * 0), path, input_names=names, output_names=["hidden"],
            dynamic_axes={**axes, "hidden": {0: "batch", 1: "length"}}, opset_version=17, dynamo=False,
        )
    if runtime == "onnx-int8":
        from onnxruntime.quantization import QuantType, quantize_dynamic

        small = os.path.join(folder, "model-int8.onnx")
        if not os.path.exists(small):
            quantize_dynamic(path, small, weight_type=QuantType.QInt8, per_channel=True)
        path = small
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


session = None if runtime == "torch" else onnx_session()


def embed(batch):
    encoded = tokenizer(batch, padding=True, truncation=True, max_length=256, return_tensors="pt")
    encoded["token_type_ids"] = torch.zeros_like(encoded["input_ids"])
    if session is None:
        with torch.inference_mode():
            hidden = model(**encoded).last_hidden_state
    else:
        hidden = torch.from_numpy(session.run(["hidden"], {name: value.numpy() for name, value in encoded.items()})[0])
    return mean_of(hidden, encoded["attention_mask"]), int(encoded["attention_mask"].sum())


embed(["to warm up"] * BATCH)
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    file = line.rstrip("\n")
    texts = json.load(open(file, encoding="utf-8"))
    vectors = torch.zeros((len(texts), model.config.hidden_size))
    started = time.perf_counter()
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    tokens = 0
    for at in range(0, len(order), BATCH):
        places = order[at : at + BATCH]
        vectors[places], count = embed([texts[i] for i in places])
        tokens += count
    seconds = time.perf_counter() - started
    vectors.numpy().astype("<f4").tofile(f"{file}.{runtime}")
    print(json.dumps({"seconds": seconds, "tokens": tokens}), flush=True)
