"""Memory against counts by hand and against what autograd really keeps, and the events of `plan`."""

from __future__ import annotations

import json
import unittest

import torch
from support import Heard, TrainerTest
from transformers import AutoConfig, AutoModelForCausalLM

from fulcrum_trainer import adapters
from fulcrum_trainer.memory import plan_memory
from fulcrum_trainer.plan import plan
from fulcrum_trainer.spec import read_spec

# The tiny model: 257 tokens, hidden size 32, 48 in the feed-forward layers, 4 heads of 8, of which 2 for keys
# and values, output tied.
ATTENTION = 32 * 32 + 2 * 32 * 16 + 32 * 32
FEED_FORWARD = 3 * 32 * 48
PARAMETERS = 257 * 32 + 2 * (ATTENTION + FEED_FORWARD + 2 * 32) + 32
LOW_RANK = 2 * 4 * ((32 + 32) + 2 * (32 + 16) + (32 + 32) + 3 * (32 + 48))


class MemoryTest(TrainerTest):
    def planned(self, lines: int = 2, width: int = 40):
        self.spec, _ = read_spec(self.run_folder(f"{lines} rows of {width}").spec)
        return plan_memory(
            AutoConfig.from_pretrained(self.base),
            self.spec,
            torch.float32,
            lines,
            width,
            answer_tokens=10,
            runtime=5,
        )

    def test_weights_gradients_and_optimiser_by_hand(self) -> None:
        ways = self.planned()
        full, lora, qlora = ways["full"], ways["lora"], ways["qlora"]
        self.assertEqual(
            (full.weights, full.gradients, full.optimiser), (PARAMETERS * 4, PARAMETERS * 4, PARAMETERS * 8)
        )
        self.assertEqual(
            (lora.weights, lora.gradients, lora.optimiser),
            ((PARAMETERS + LOW_RANK) * 4, LOW_RANK * 4, LOW_RANK * 8),
        )
        linear = 2 * (ATTENTION + FEED_FORWARD)
        # 4 bits a weight, 8 bits for 64 of them, 32 bits for 256 such scales (QLoRA, section 3: 0.127 bits a
        # weight in all).
        by_hand = linear * (4 + 0.127) / 8 + (PARAMETERS - linear) * 2 + LOW_RANK * 4
        self.assertAlmostEqual(qlora.weights / by_hand, 1, places=3)
        self.assertEqual(lora.logits, 10 * 257 * 4 * 3)
        self.assertEqual(
            lora.total, lora.weights + lora.gradients + lora.optimiser + lora.activations + lora.logits + 5
        )

    def test_rows_as_long_as_the_model_is_wide_are_counted_whole(self) -> None:
        for width in (8, 32, 48):
            shorter, as_wide = (self.planned(1, w)["lora"].activations for w in (width - 1, width))
            self.assertGreater(as_wide, shorter)
            self.assertLess(as_wide / shorter, (width + 2) / (width - 1))

    def test_activations_are_those_that_autograd_keeps(self) -> None:
        planned = self.planned()["lora"].activations
        model = adapters.attach(
            AutoModelForCausalLM.from_pretrained(self.base).requires_grad_(False), self.spec
        ).train()
        weights = {parameter.data_ptr() for parameter in model.parameters()}
        kept: dict[int, torch.Tensor] = {}

        def keep(tensor: torch.Tensor) -> torch.Tensor:
            if tensor.untyped_storage().data_ptr() not in weights:
                kept[tensor.untyped_storage().data_ptr()] = tensor
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
            model(input_ids=torch.zeros(2, 40, dtype=torch.long), use_cache=False, logits_to_keep=1)
        measured = sum(tensor.untyped_storage().nbytes() for tensor in kept.values())
        self.assertAlmostEqual(planned / measured, 1, delta=0.1)


class PlanTest(TrainerTest):
    def test_memory_and_time_of_a_run_folder(self) -> None:
        folder = self.run_folder(layers_to_transform=[1])
        heard = Heard()
        plan(folder.spec, probes=True, events=heard.events)
        self.assertEqual([event["way"] for event in heard.of("memory")], ["full", "lora", "qlora"])
        self.assertTrue(all(event["fits"] for event in heard.of("memory")))
        time = heard.of("time")[0]
        self.assertGreater(time["steps"], 4)
        self.assertAlmostEqual(
            time["total_s"], time["loading_s"] + time["training_s"] + time["dev_s"], delta=0.2
        )
        self.assertEqual(
            {path.name for path in folder.path.iterdir()}, {"spec.json", "train.jsonl", "dev.jsonl"}
        )

    def test_memory_alone_without_rows_or_weights(self) -> None:
        path = self.folder / "spec.json"
        path.write_text(json.dumps({"base": {"path": str(self.base)}, "threads": 1}))
        heard = Heard()
        plan(path, probes=True, events=heard.events)
        self.assertEqual((len(heard.of("memory")), heard.of("time")), (3, []))
        self.assertEqual((heard.of("memory")[0]["rows"], heard.of("memory")[0]["tokens_per_row"]), (1, 1024))


if __name__ == "__main__":
    unittest.main()
