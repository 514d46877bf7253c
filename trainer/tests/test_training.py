"""One run after another on the tiny model: what it leaves, that seeds reproduce it, and that each method
comes back from its files."""

from __future__ import annotations

import json
import unittest
from unittest import mock

import torch
from safetensors.torch import load_file
from support import Heard, TrainerTest, outcome, rows, run, write_rows

from fulcrum_trainer.evaluation import evaluate, first_tokens
from fulcrum_trainer.failure import Failure


class TrainingTest(TrainerTest):
    def test_a_run_learns_and_leaves_a_whole_adapter(self) -> None:
        folder = self.run_folder(epochs=6)
        status, heard = run(folder)
        self.assertEqual(status, 0)
        losses = [event["loss"] for event in heard.of("step")]
        self.assertLess(losses[-1], losses[0] / 2)
        self.assertEqual(
            [event["step"] for event in heard.of("step")], list(range(1, heard.of("step")[0]["of"] + 1))
        )
        names = {path.name for path in folder.path.iterdir()}
        self.assertEqual(
            names,
            {"spec.json", "train.jsonl", "dev.jsonl", "prompts.jsonl", "lock", "adapter", "metrics.json"},
        )
        done = heard.of("done")[0]
        self.assertEqual(
            done["sha256"],
            json.loads((folder.adapter / "manifest.json").read_text())["files"]["adapter_model.safetensors"][
                "sha256"
            ],
        )
        best = min(heard.of("dev"), key=lambda event: event["loss"])
        self.assertEqual((done["best_step"], done["dev_loss"]), (best["step"], best["loss"]))
        self.assertEqual(len(folder.prompts.read_text().splitlines()), 24)

    def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(self) -> None:
        folders = [self.run_folder(name, seed=seed) for name, seed in (("a", 1), ("b", 1), ("c", 2))]
        for folder in folders:
            run(folder)
        a, b, c = (outcome(folder) for folder in folders)
        self.assertEqual(a, b)
        self.assertNotEqual(a[0], c[0])

    def test_every_method_trains_and_reproduces_its_dev_loss_from_its_files(self) -> None:
        rates = {"lora": 0.01, "dora": 0.01, "prefix": 0.05, "prompt": 0.1}
        for method, rate in rates.items():
            with self.subTest(method):
                folder = self.run_folder(
                    method, method=method, learning_rate=rate, virtual_tokens=4, epochs=3
                )
                _, heard = run(folder)
                done = heard.of("done")[0]
                read = Heard()
                evaluate(folder, folder.dev, read.events)
                found = read.of("evaluated")[0]["loss"]
                self.assertAlmostEqual(found["adapter"], done["dev_loss"], places=5)
                self.assertLess(found["adapter"], found["base"] - 0.1)

    def test_the_best_adapter_is_kept_not_the_last(self) -> None:
        # The rate is far too high for the end of the run to be its best.
        folder = self.run_folder(learning_rate=0.5, epochs=8, dev_interval_steps=1, patience=1000)
        _, heard = run(folder)
        devs = heard.of("dev")
        best = min(devs, key=lambda event: event["loss"])
        self.assertLess(best["step"], devs[-1]["step"])
        read = Heard()
        evaluate(folder, folder.dev, read.events)
        self.assertAlmostEqual(read.of("evaluated")[0]["loss"]["adapter"], best["loss"], places=4)

    def test_training_stops_early_after_readings_without_gain(self) -> None:
        folder = self.run_folder(learning_rate=0.5, epochs=40, dev_interval_steps=1, patience=2)
        _, heard = run(folder)
        self.assertEqual(heard.of("done")[0]["stopped"], "early_stopping")
        self.assertEqual(heard.of("dev")[-1]["readings_without_gain"], 2)
        self.assertLess(heard.of("done")[0]["steps"], heard.of("step")[0]["of"])

    def test_first_tokens_are_those_of_a_plain_forward_pass(self) -> None:
        from peft import PeftModel
        from transformers import AutoModelForCausalLM, AutoTokenizer

        folder = self.run_folder()
        run(folder)
        read = Heard()
        first_tokens(folder, folder.dev, 5, read.events)
        tokenizer, base = (
            AutoTokenizer.from_pretrained(self.base),
            AutoModelForCausalLM.from_pretrained(self.base),
        )
        models = {
            "base": base.eval(),
            "adapter": PeftModel.from_pretrained(
                AutoModelForCausalLM.from_pretrained(self.base), folder.adapter
            ).eval(),
        }
        for row, event in zip(rows(6, start=1000), sorted(read.of("first_token"), key=lambda e: e["id"])):
            self.assertEqual(row["id"], event["id"])
            ids = tokenizer(row["prompt"], return_tensors="pt").input_ids
            for side, model in models.items():
                with torch.no_grad():
                    expected = torch.log_softmax(model(input_ids=ids).logits[0, -1], -1)
                self.assertEqual([t["token"] for t in event[side]["top"]], expected.topk(5).indices.tolist())
                self.assertAlmostEqual(
                    event[side]["top"][0]["log_probability"], expected.max().item(), places=4
                )
                self.assertAlmostEqual(
                    event[side]["completion"]["log_probability"],
                    expected[tokenizer(" ").input_ids[0]].item(),
                    places=4,
                )

    def test_accumulated_batches_make_the_gradient_of_one(self) -> None:
        whole = self.run_folder("whole", batch_tokens=4096, epochs=1, dropout=0, dev_rows=0)
        parts = self.run_folder("parts", batch_tokens=64, accumulation=1000, epochs=1, dropout=0, dev_rows=0)
        (_, one), (_, many) = run(whole), run(parts)
        self.assertEqual(len(many.of("step")), 1)
        self.assertAlmostEqual(one.of("step")[0]["loss"], many.of("step")[0]["loss"], places=5)
        self.assertAlmostEqual(
            one.of("step")[0]["gradient_norm"], many.of("step")[0]["gradient_norm"], places=5
        )

    def test_upper_layers_alone_are_adapted_where_the_spec_says_so(self) -> None:
        folder = self.run_folder(layers_to_transform=[1])
        _, heard = run(folder)
        self.assertEqual(heard.of("lower_layers")[0]["rows"], 30)
        names = load_file(folder.adapter / "adapter_model.safetensors")
        self.assertTrue(names and all(".layers.1." in name for name in names))
        self.assertFalse(folder.lower_layers.exists())

    def test_qlora_says_that_it_needs_cuda(self) -> None:
        if torch.cuda.is_available():
            self.skipTest("this machine has a GPU")
        with self.assertRaises(Failure) as caught:
            run(self.run_folder(method="qlora"))
        self.assertEqual((caught.exception.code, caught.exception.status), ("needs_cuda", 3))

    def test_a_loss_that_is_no_number_ends_the_run(self) -> None:
        broken = mock.patch(
            "fulcrum_trainer.computation.answer_losses", lambda logits, _: logits.sum(-1) * float("nan")
        )
        with broken, self.assertRaises(Failure) as caught:
            run(self.run_folder())
        self.assertEqual(caught.exception.code, "diverged")

    def test_a_folder_that_was_started_is_not_started_again(self) -> None:
        folder = self.run_folder()
        run(folder)
        with self.assertRaises(Failure) as caught:
            run(folder)
        self.assertEqual(caught.exception.code, "already_started")
        status, heard = run(folder, resume=True)
        self.assertEqual((status, [event["event"] for event in heard.all]), (0, ["done"]))

    def test_a_finished_run_is_not_taken_for_one_of_another_spec_or_other_rows(self) -> None:
        folder = self.run_folder(epochs=1)
        run(folder)
        self.assertEqual(run(folder, resume=True)[0], 0)
        spec = json.loads(folder.spec.read_text())
        folder.spec.write_text(json.dumps({**spec, "threads": 2}))
        self.assertEqual(run(folder, resume=True)[0], 0, "another machine may have trained it")
        for path, changed in (
            (folder.spec, json.dumps({**spec, "rank": 8})),
            (folder.spec, json.dumps({**spec, "base": {**spec["base"], "sha256": "0" * 64}})),
            (folder.train, folder.train.read_text().replace("row-3", "row-three")),
            (folder.dev, None),
        ):
            with self.subTest(path.name):
                kept = path.read_text()
                path.unlink() if changed is None else path.write_text(changed)
                with self.assertRaises(Failure) as caught:
                    run(folder, resume=True)
                self.assertEqual(caught.exception.code, "changed_since_checkpoint")
                path.write_text(kept)

    def test_an_adapter_of_another_base_or_with_a_changed_byte_is_refused(self) -> None:
        folder = self.run_folder()
        run(folder)
        write_rows(folder.path / "few.jsonl", rows(1))
        weights = folder.adapter / "adapter_model.safetensors"
        data = bytearray(weights.read_bytes())
        data[-1] ^= 1
        weights.write_bytes(data)
        with self.assertRaises(Failure) as caught:
            evaluate(folder, folder.path / "few.jsonl", Heard().events)
        self.assertEqual(caught.exception.code, "adapter_unreadable")


if __name__ == "__main__":
    unittest.main()
