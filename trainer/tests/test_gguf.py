"""A GGUF opens as the model and tokenizer it was made from, and trains."""

from __future__ import annotations

import json
import unittest
from pathlib import Path

import gguf
import numpy
import torch
from support import END, TrainerTest, run
from torch import Tensor

from fulcrum_trainer.base_model import open_model, open_tokenizer
from fulcrum_trainer.spec import read_spec

NAMES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
}


def interleaved(weight: Tensor, heads: int) -> Tensor:
    """llama.cpp turns neighbouring numbers of a head together, transformers the two halves of it."""
    rows, columns = weight.shape
    return weight.view(heads, 2, rows // heads // 2, columns).transpose(1, 2).reshape(rows, columns)


def write_gguf(path: Path, model: torch.nn.Module, tokens: list[str]) -> None:
    config, writer = model.config, gguf.GGUFWriter(path, "llama")
    writer.add_block_count(config.num_hidden_layers)
    writer.add_context_length(config.max_position_embeddings)
    writer.add_embedding_length(config.hidden_size)
    writer.add_feed_forward_length(config.intermediate_size)
    writer.add_head_count(config.num_attention_heads)
    writer.add_head_count_kv(config.num_key_value_heads)
    writer.add_layer_norm_rms_eps(config.rms_norm_eps)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(config.vocab_size)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.NORMAL] * (len(tokens) - 1) + [gguf.TokenType.CONTROL])
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_eos_token_id(len(tokens) - 1)
    for name, value in model.state_dict().items():
        if name == "lm_head.weight":  # tied
            continue
        if name.startswith("model.layers."):
            _, _, number, part = name.removesuffix(".weight").split(".", 3)
            heads = {
                "self_attn.q_proj": config.num_attention_heads,
                "self_attn.k_proj": config.num_key_value_heads,
            }.get(part)
            value = interleaved(value, heads) if heads else value
            place = f"blk.{number}.{NAMES[part]}.weight"
        else:
            place = {
                "model.embed_tokens.weight": "token_embd.weight",
                "model.norm.weight": "output_norm.weight",
            }[name]
        writer.add_tensor(place, value.numpy().astype(numpy.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


class GgufTest(TrainerTest):
    def test_a_gguf_is_the_model_it_was_made_from(self) -> None:
        spec, _ = read_spec(self.run_folder("safetensors").spec)
        model, tokenizer = open_model(spec, torch.device("cpu")), open_tokenizer(spec.base)
        path = self.folder / "tiny.gguf"
        write_gguf(path, model, tokenizer.convert_ids_to_tokens(range(len(tokenizer))))
        folder = self.run_folder("gguf", base={"path": str(path)})
        spec, _ = read_spec(folder.spec)
        self.assertEqual(spec.base.name, "tiny")
        opened, read = open_model(spec, torch.device("cpu")), open_tokenizer(spec.base)
        text = f"Héllo  world{END}"
        ids = tokenizer(text, add_special_tokens=False).input_ids
        self.assertEqual(read(text, add_special_tokens=False).input_ids, ids)
        torch.testing.assert_close(opened(torch.tensor([ids])).logits, model(torch.tensor([ids])).logits)
        status, _ = run(folder)
        self.assertEqual(status, 0)
        config = json.loads((folder.adapter / "adapter_config.json").read_text())
        self.assertEqual(config["base_model_name_or_path"], "tiny")


if __name__ == "__main__":
    unittest.main()
