"""Loss and gradients of every layout and shortcut, against those computed row by row from the logits of every
position."""

from __future__ import annotations

import unittest
from pathlib import Path
from unittest import mock

import torch
from support import TrainerTest, rows
from torch import Tensor, nn

from fulcrum_trainer import adapters, layouts
from fulcrum_trainer.base_model import open_model, open_tokenizer
from fulcrum_trainer.checkpoints import trainable
from fulcrum_trainer.computation import Computation
from fulcrum_trainer.layouts import packed, padded, shared_length
from fulcrum_trainer.rows import Row
from fulcrum_trainer.spec import read_spec


def row(tokens: str, prompt_length: int) -> Row:
    return Row(tokens, [ord(c) for c in tokens], prompt_length, "")


class ComputationTest(TrainerTest):
    layers = 3

    def opened(self, **settings: object) -> tuple[nn.Module, Computation, list[Row]]:
        """A model whose adapter is not zero, so that every gradient is."""
        spec, _ = read_spec(
            self.run_folder(f"run-{len(list(self.folder.iterdir()))}", dropout=0, **settings).spec
        )
        model = adapters.attach(open_model(spec, torch.device("cpu")), spec)
        generator = torch.Generator().manual_seed(3)
        for parameter in trainable(model).values():
            parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
        tokenizer = open_tokenizer(spec.base)
        found = []
        for line in rows(7):
            prompt, answer = (tokenizer(line[name]).input_ids for name in ("prompt", "completion"))
            found.append(Row(line["id"], prompt + answer, len(prompt), ""))
        return model, Computation(model, spec), found

    def reference(self, model: nn.Module, batch: list[Row]) -> tuple[Tensor, dict[str, Tensor]]:
        """Row by row, without padding or a hook: log-softmax over the logits of all positions, then the
        entries of the answer."""
        losses = []
        for found in batch:
            # Soft prompts lengthen the row on its left.
            logits = model(input_ids=torch.tensor([found.tokens])).logits[0, -len(found.tokens) :]
            for place in range(found.prompt_length, len(found.tokens)):
                losses.append(-torch.log_softmax(logits[place - 1], -1)[found.tokens[place]])
        return self.gradients(model, torch.stack(losses))

    def gradients(self, model: nn.Module, losses: Tensor) -> tuple[Tensor, dict[str, Tensor]]:
        model.zero_grad()
        losses.sum().backward()
        return losses.detach(), {name: p.grad.clone() for name, p in trainable(model).items()}

    def assert_equals_reference(self, model: nn.Module, computation: Computation, batch: list[Row]) -> None:
        expected_losses, expected = self.reference(model, batch)
        losses, found = self.gradients(model, computation.losses(batch))
        torch.testing.assert_close(losses, expected_losses, atol=1e-5, rtol=1e-5)
        self.assertGreater(max(g.abs().max() for g in expected.values()), 0.01)
        for name, gradient in expected.items():
            torch.testing.assert_close(found[name], gradient, atol=2e-5, rtol=1e-4, msg=name)

    def test_the_plain_way(self) -> None:
        for method in ("lora", "dora", "prefix", "prompt"):
            with self.subTest(method):
                model, computation, batch = self.opened(method=method, virtual_tokens=3)
                self.assert_equals_reference(model, computation, batch)

    def test_shared_beginnings(self) -> None:
        for method in ("lora", "dora"):
            with self.subTest(method):
                model, computation, batch = self.opened(method=method)
                computation.take_shortcuts(batch, self.folder / "unused")
                self.assertTrue(computation.shortcuts[0]["used"], computation.shortcuts)
                with mock.patch("fulcrum_trainer.computation.cheaper", lambda rows, _: packed(rows)):
                    self.assert_equals_reference(model, computation, batch)

    def test_lower_layers_from_disk_in_part_and_not_at_all(self) -> None:
        for limit in (1 << 30, 12_000, 100):
            with self.subTest(limit):
                model, computation, batch = self.opened(
                    layers_to_transform=[1, 2], cache_bytes=limit, batch_tokens=32
                )
                computation.take_shortcuts(batch, self.folder / "lower")
                self.assertTrue(
                    all(shortcut["used"] for shortcut in computation.shortcuts), computation.shortcuts
                )
                kept, size = computation.keep_lower_layers(batch, lambda: None)
                self.assertLessEqual(size, limit)
                self.assertEqual({1 << 30: kept == 7, 12_000: 0 < kept < 7, 100: kept == 0}[limit], True)
                for layout in (packed, padded):
                    with mock.patch("fulcrum_trainer.computation.cheaper", lambda rows, _: layout(rows)):
                        self.assert_equals_reference(model, computation, batch)
                computation.close()
                self.assertFalse((self.folder / "lower").exists())

    def test_kept_layers_are_not_run_again(self) -> None:
        model, computation, batch = self.opened(layers_to_transform=[2])
        computation.take_shortcuts(batch, self.folder / "lower")
        computation.keep_lower_layers(batch, lambda: None)
        lower = model.get_base_model().model.layers[0].self_attn
        with mock.patch.object(lower, "forward", side_effect=AssertionError("layer 0 ran")):
            computation.losses(batch)

    def test_a_full_disk_keeps_fewer_lower_layers(self) -> None:
        model, computation, batch = self.opened(layers_to_transform=[2])
        if not Path("/dev/full").exists():
            self.skipTest("there is no /dev/full here")
        (self.folder / "lower").symlink_to("/dev/full")
        computation.take_shortcuts(batch, self.folder / "lower")
        self.assertEqual(computation.keep_lower_layers(batch, lambda: None), (0, 0))
        self.assert_equals_reference(model, computation, batch)

    def test_a_shortcut_that_changes_the_logits_is_not_taken(self) -> None:
        model, computation, batch = self.opened()
        with mock.patch("fulcrum_trainer.computation.packed", lambda rows: _blind(packed(rows))):
            computation.take_shortcuts(batch, self.folder / "unused")
        self.assertFalse(computation.shortcuts[0]["used"])
        self.assertIn("apart", computation.shortcuts[0]["reason"])
        self.assert_equals_reference(model, computation, batch)

    def test_the_head_sees_answer_positions_alone(self) -> None:
        model, computation, batch = self.opened()
        seen = []
        handle = model.get_output_embeddings().register_forward_hook(
            lambda _, __, logits: seen.append(logits.shape[:-1].numel())
        )
        computation.losses(batch)
        handle.remove()
        self.assertEqual(seen, [sum(len(found.answers) for found in batch)])


class _Blind(layouts.Layout):
    """Each row sees whatever lies before it on the line."""

    @property
    def mask(self) -> Tensor:
        return torch.ones(1, 1, self.width, self.width, dtype=torch.bool).tril()


def _blind(layout: layouts.Layout) -> layouts.Layout:
    return _Blind(layout.segments, layout.lines, layout.width, layout.shared)


class LayoutTest(unittest.TestCase):
    def test_rows_on_one_line(self) -> None:
        # ab is shared; the answers begin after "abc" and "abd".
        layout = packed([row("abcXY", 3), row("abdZ", 3)])
        self.assertEqual("".join(map(chr, layout.tokens[0])), "abcXYdZ")
        self.assertEqual(layout.positions.tolist(), [[0, 1, 2, 3, 4, 2, 3]])
        self.assertEqual(layout.answers.int().tolist(), [[0, 0, 1, 1, 0, 1, 0]])
        self.assertEqual("".join(map(chr, layout.targets)), "XYZ")
        visible = ["1000000", "1100000", "1110000", "1111000", "1111100", "1100010", "1100011"]
        self.assertEqual(["".join(map(str, line)) for line in layout.mask[0, 0].int().tolist()], visible)

    def test_a_line_for_each_row(self) -> None:
        layout = padded([row("abcXY", 3), row("abdZ", 3)])
        self.assertEqual(layout.answers.int().tolist(), [[0, 0, 1, 1, 0], [0, 0, 1, 0, 0]])
        self.assertEqual(layout.mask.tolist(), [[1, 1, 1, 1, 1], [1, 1, 1, 1, 0]])
        self.assertEqual("".join(map(chr, layout.targets)), "XYZ")

    def test_no_position_that_predicts_an_answer_is_shared(self) -> None:
        self.assertEqual(shared_length([row("abcX", 3), row("abcY", 3)]), 2)
        self.assertEqual(shared_length([row("X", 0), row("XY", 0)]), 0)

    def test_the_first_token_of_a_row_without_prompt_is_not_predicted(self) -> None:
        self.assertEqual(list(row("XYZ", 0).answers), [0, 1])

    def test_the_cheaper_layout_follows_the_costs(self) -> None:
        alike, apart = (
            [row("a" * 50 + end, 50) for end in "XYZ"],
            [row(start + "a" * 50 + "X", 51) for start in "bcd"],
        )
        self.assertTrue(layouts.cheaper(alike, layouts.Costs(1000, 1)).shared)
        # With nothing shared and dear attention, one long line costs more than three short ones.
        self.assertFalse(layouts.cheaper(apart, layouts.Costs(10, 10)).shared)


if __name__ == "__main__":
    unittest.main()
