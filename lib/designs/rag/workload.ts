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

/**
 * The page that the figures of a corpus are for: of a document with its text in it, a thousand tokens, in some two chunks. One in ten is a scan.
 */
const page = {
  tokens: 1_000,
  chunks: 1_000 / (chunk.tokens - chunk.overlap),
  scanned: 0.1,
  kb: 50,
  keptMonths: 12,
  seconds: 0.5,
};

/** Of requests beyond the first of a second that X-Ray records. */
const traced = 0.05;

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
    auditEvents: 1,
    logsKb: 3,
    xrayTraces: traced,
    cloudFrontRequests: 1,
    cloudFrontKb: 8,
    /** Vectors, passages to the reranker and the prompt. */
    endpointKb: 150,
  },
  models: { text: 'nova-lite', embedding: 'titan-embed-v2', rerank: 'cohere-rerank-3.5' },
  further: [
    {
      unit: 'page',
      unitsADay: 200_000,
      perUnit: {
        lambdaRequests: 0.2,
        /** The worker has 2 GB. */
        lambdaGbMs: 2 * page.seconds * 1000,
        dynamodbWriteUnits: 1,
        dynamodbReadUnits: 1,
        dynamodbKbMonths: 0.2 * page.keptMonths,
        sqsRequests: 0.6,
        s3Puts: 0.2,
        s3Gets: 0.2,
        s3KbMonths: page.kb * page.keptMonths,
        bedrockEmbeddingTokens: page.chunks * chunk.tokens,
        textractPages: page.scanned,
        logsKb: 0.5,
        xrayTraces: traced / 5,
        endpointKb: page.chunks * 8,
      },
      models: { embedding: 'titan-embed-v2' },
    },
  ],
  /** HNSW with m = 16 over 512 dimensions; text, postings and the vector twice: see the README. */
  perChunk: { memoryBytes: 1.1 * (4 * 512 + 8 * 16), diskBytes: 8_000 },
  notCounted: {
    'Amazon OpenSearch Service': 'its nodes cost by the hour, and grow with the corpus: `perChunk`',
    'Amazon EventBridge': 'tells of uploads by events of S3, which are free, and by the clock',
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
