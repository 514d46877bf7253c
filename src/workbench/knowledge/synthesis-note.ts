/** What is said of a question whose answer is spread over many documents. */
export const synthesisNote =
  'This question seems to need many documents put together; passages show a part. Summarising each document and combining the summaries would suit it better, and is not built.';
