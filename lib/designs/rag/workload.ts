import type { Workload } from '../../design';

/** The question that the figures are for: answered from passages, with variants, reranking and verified citations. */
const question = {
  tokens: 25,
  variants: 3,
  /** Passages put in order by the reranker: one query of it takes a hundred. */
  candidates: 50,
  passages: 5,
  answerTokens: 250,
  answerSeconds: 4,
};

/** A passage as it was cut: 512 tokens at most, of which 50 it shares with the one before. */
const chunk = { tokens: 512, overlap: 50 };

/** Execution of the answering function and of the authorizer, whose verdict serves several questions. */
const gbMs = 1 * question.answerSeconds * 1000 + 0.5 * 10;

/**
 * What one question costs in billed units, its answer included, and what RAG is sized for. Computed from the question above,
 * not measured in AWS. The search domain costs by the hour, however many ask: see the README.
 */
export const workload: Workload = {
  unit: 'question',
  perUnit: {
    lambdaRequests: 1.2,
    lambdaGbMs: gbMs,
    restRequests: 1,
    /** The brake, and one record for each document that was found, consistent. */
    dynamodbReadUnits: 1 + question.candidates / 2,
    /** Each variant is a vector. */
    bedrockEmbeddingTokens: question.tokens * question.variants,
    bedrockRerankQueries: 1,
    /** Variants are written by the small model, the answer by the other, which reads the passages. */
    bedrockInputTokens: question.tokens + 150 + question.passages * chunk.tokens + 400,
    bedrockOutputTokens: question.tokens * question.variants + question.answerTokens,
    /** One audit event; Firehose bills it as 5 KB. */
    firehoseKb: 5,
    logsKb: 3,
    cloudFrontKb: 8,
  },
  targets: {
    unitsADay: 1_000_000,
    /** The busiest minute over the day's mean. */
    peakFactor: 3,
    chunks: 100_000_000,
    chunkTokens: chunk.tokens,
    chunkOverlapTokens: chunk.overlap,
    queryVariants: question.variants,
    candidatesReranked: question.candidates,
    passagesAnswered: question.passages,
    secondsAUnit: question.answerSeconds,
    p99SearchMs: 2000,
  },
};
