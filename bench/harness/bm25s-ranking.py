"""Ranks tokenised documents with bm25s. JSON in: k1, b, k, documents, queries (lists of tokens); JSON out: places of documents, best first."""

import json
import sys

import bm25s

task = json.load(sys.stdin)
# Lucene's variant: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), as pg_textsearch has it.
ranker = bm25s.BM25(method="lucene", k1=task["k1"], b=task["b"])
ranker.index(task["documents"], show_progress=False)
places = []
for tokens in task["queries"]:
    scores = ranker.get_scores(tokens)
    best = scores.argsort(kind="stable")[::-1][: task["k"]]
    places.append([int(place) for place in best if scores[place] > 0])
json.dump(places, sys.stdout)
