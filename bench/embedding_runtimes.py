"""Embeds texts by all-MiniLM-L6-v2 in other runtimes: torch, ONNX Runtime, ONNX Runtime with 8-bit weights. A line `run` on standard input
embeds all of them once; the answer is a line of JSON with seconds and the tokens embedded.

python embedding_runtimes.py <folder of the model> <texts as a JSON list> torch|onnx|onnx-int8 <threads>
"""

import json
import os
import sys
import time

import torch
from transformers import AutoTokenizer, BertModel

folder, texts_file, runtime, threads = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
torch.set_num_threads(threads)
texts = json.load(open(texts_file, encoding="utf-8"))
tokenizer = AutoTokenizer.from_pretrained(folder)
model = BertModel.from_pretrained(folder, attn_implementation="eager" if runtime != "torch" else "sdpa").eval()
BATCH = 32
order = sorted(range(len(texts)), key=lambda i: len(texts[i]))


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
            quantize_dynamic(path, small, weight_type=QuantType.QInt8)
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


embed(texts[:BATCH])
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    if line.strip() != "run":
        break
    started = time.perf_counter()
    tokens = 0
    first = None
    for at in range(0, len(order), BATCH):
        places = order[at : at + BATCH]
        vectors, count = embed([texts[i] for i in places])
        tokens += count
        if 0 in places:
            first = vectors[places.index(0)].tolist()
    seconds = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "tokens": tokens, "first": first}), flush=True)
