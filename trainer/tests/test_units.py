"""The parts that know no model: spec, rows, batches, schedule, hashes, control."""

from __future__ import annotations

import json
import tempfile
import unittest
from collections import Counter
from pathlib import Path

from support import write_rows

from fulcrum_trainer.batches import by_length, plan_steps
from fulcrum_trainer.control import Control
from fulcrum_trainer.failure import Cancelled, Failure
from fulcrum_trainer.rows import Row, prompt_sha256, read_rows
from fulcrum_trainer.schedule import learning_rate
from fulcrum_trainer.spec import read_spec


class Words:
    """A tokenizer of words: the number of letters of each."""

    def __call__(self, text: str, **_: object) -> dict[str, list[int]]:
        return {"input_ids": [len(word) for word in text.split()]}


class SpecTest(unittest.TestCase):
    def read(self, **settings: object) -> tuple:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "spec.json"
            path.write_text(json.dumps({"base": {"path": "base.gguf"}, **settings}))
            return read_spec(path)

    def refused(self, **settings: object) -> Failure:
        with self.assertRaises(Failure) as caught:
            self.read(**settings)
        self.assertEqual(caught.exception.status, 2)
        return caught.exception

    def test_defaults_and_their_reasons(self) -> None:
        spec, settings = self.read()
        self.assertEqual(
            (spec.method, spec.rank, spec.alpha, spec.dropout, spec.target_modules),
            ("lora", 16, 32, 0.05, "all-linear"),
        )
        self.assertTrue(all(setting.reason and setting.source == "default" for setting in settings))
        self.assertEqual(
            {setting.name: setting.value for setting in settings}["learning_rate"], spec.learning_rate
        )

    def test_the_rate_follows_the_method_unless_it_is_given(self) -> None:
        self.assertNotEqual(
            self.read(method="lora")[0].learning_rate, self.read(method="prompt")[0].learning_rate
        )
        self.assertEqual(self.read(method="prompt", learning_rate=0.25)[0].learning_rate, 0.25)

    def test_what_is_wrong_is_named(self) -> None:
        self.assertIn("Did you mean learning_rate?", self.refused(learning_rat=1).advice)
        for wrong in (
            {"rank": 0},
            {"rank": True},
            {"rank": 1.5},
            {"dropout": float("nan")},
            {"method": "full"},
            {"target_modules": []},
            {"layers_to_transform": [-1]},
        ):
            with self.subTest(wrong):
                self.assertIn(next(iter(wrong)), self.refused(**wrong).message)
        self.assertIn("base", self.refused(base="base.gguf").message)

    def test_layers_are_chosen_for_low_rank_methods_alone(self) -> None:
        self.refused(method="prefix", layers_to_transform=[1])


class RowsTest(unittest.TestCase):
    def read(self, *lines: object, max_length: int = 8, **more: bool):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.jsonl"
            write_rows(path, list(lines))
            return read_rows(path, Words(), 10, max_length, **more)

    def test_prompt_and_completion_are_tokenised_apart(self) -> None:
        found = self.read({"id": "a", "prompt": "to be or", "completion": "not to be"}).rows[0]
        self.assertEqual(
            (found.tokens, found.prompt_length, list(found.answers)), ([2, 2, 2, 3, 2, 2], 3, [2, 3, 4])
        )

    def test_hashes_of_prompts(self) -> None:
        # From FIPS 180-4 (the text "abc"), and from `printf '[1,2]' | sha256sum`.
        self.assertEqual(
            prompt_sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        )
        self.assertEqual(
            prompt_sha256([1, 2]), "49a64717d5d4cb19952e6eac2946415cf6879adacf9908e7d872332d32c6e684"
        )

    def test_token_ids_are_taken_as_they_are(self) -> None:
        self.assertEqual(
            self.read({"id": "a", "prompt": [9, 1], "completion": [3]}).rows[0].tokens, [9, 1, 3]
        )

    def test_rows_that_are_too_long_are_named_not_cut(self) -> None:
        found = self.read(
            {"id": "a", "prompt": "a b c", "completion": "d"},
            {"id": "b", "prompt": "a b c d", "completion": "e"},
            max_length=4,
        )
        self.assertEqual(
            ([row.id for row in found.rows], found.too_long, found.tokens, found.answer_tokens),
            (["a"], ["b"], 4, 1),
        )

    def test_what_is_wrong_is_named_with_its_line(self) -> None:
        good = {"id": "a", "prompt": "x", "completion": "y"}
        for wrong in (
            {**good},
            {"prompt": "x", "completion": "y"},
            {**good, "id": "b", "completion": ""},
            {**good, "id": "b", "prompt": [10]},
            {**good, "id": "b", "prompt": [True]},
            [],
        ):
            with self.subTest(wrong), self.assertRaises(Failure) as caught:
                self.read(good, wrong)
            self.assertIn("train.jsonl:2", caught.exception.message)


class BatchesTest(unittest.TestCase):
    rows = [Row(str(n), [0] * (3 + n * n % 17), 1, "") for n in range(200)]

    def test_every_row_once_in_every_epoch_within_the_budget(self) -> None:
        steps = plan_steps(self.rows, 3, 64, 1, 5)
        batches = [batch for step in steps for batch in step]
        self.assertEqual(set(Counter(row for batch in batches for row in batch).values()), {3})
        self.assertTrue(all(len(batch) * max(len(row.tokens) for row in batch) <= 64 for batch in batches))
        first = plan_steps(self.rows, 1, 64, 1, 5)
        self.assertEqual(steps[: len(first)], first)
        self.assertEqual({row for step in first for batch in step for row in batch}, set(self.rows))

    def test_the_plan_depends_on_the_seed_and_the_epoch(self) -> None:
        one, again, other = (plan_steps(self.rows, 2, 64, 1, seed) for seed in (5, 5, 6))
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)
        self.assertNotEqual(one[: len(one) // 2], one[len(one) // 2 :])

    def test_accumulation_groups_batches(self) -> None:
        self.assertEqual([len(step) for step in plan_steps(self.rows[:9], 1, 1, 4, 0)], [4, 4, 1])

    def test_padding_is_small(self) -> None:
        slots = sum(len(batch) * len(batch[-1].tokens) for batch in by_length(self.rows, 64))
        self.assertLess(slots, 1.1 * sum(len(row.tokens) for row in self.rows))

    def test_a_row_beyond_the_budget_is_alone(self) -> None:
        self.assertEqual([len(batch) for batch in by_length(self.rows[:3], 2)], [1, 1, 1])


class ScheduleTest(unittest.TestCase):
    def test_up_and_down(self) -> None:
        # By hand: 10 steps of which 2 warm up; the cosine runs over 8 steps: 1, cos²(π/16) …, ½ in the
        # middle.
        rates = [learning_rate(step, 10, 2.0, 0.2) for step in range(1, 12)]
        self.assertEqual(rates[:3], [1.0, 2.0, 2.0])
        self.assertAlmostEqual(rates[6], 1.0)
        self.assertAlmostEqual(rates[3], 2.0 * 0.9619397662556434)
        self.assertAlmostEqual(rates[10], 0.0)

    def test_without_and_with_nothing_but_warm_up(self) -> None:
        self.assertEqual(learning_rate(1, 10, 2.0, 0.0), 2.0)
        self.assertEqual([learning_rate(step, 2, 2.0, 1.0) for step in (1, 2)], [1.0, 2.0])


class ControlTest(unittest.TestCase):
    def test_lines(self) -> None:
        control = Control()
        for line in (b"", b"no json", b"[1]", b'{"type":"stop"}'):
            control.request(line)
        control.check()
        self.assertFalse(control.pause_requested)
        control.request(b'{"type":"pause"}')
        self.assertTrue(control.pause_requested)
        control.request(b'{"type":"cancel"}')
        self.assertRaises(Cancelled, control.check)


if __name__ == "__main__":
    unittest.main()
