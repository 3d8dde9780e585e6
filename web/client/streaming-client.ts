import type { EventsResponse } from '../../lambdas/streaming/domain/api/events';
import type { ImageResponse, ImageView } from '../../lambdas/streaming/domain/api/images';
import type { ItemResponse } from '../../lambdas/streaming/domain/api/items';
import type { AuthoredPolicy, Trial } from '../../lambdas/streaming/domain/api/moderation-policy';
import type { ModerationReview, ReviewedImage } from '../../lambdas/streaming/domain/api/moderation-reviews';
import { type ApiOptions, apiRequest, type Method } from './api-request';
import { RequestError } from './chat-error';
import type { SentEvent } from './events/event-source';
import type { Correction, ParkedPage, ParkedReason, ParkedRecord } from './parked';

export type Item = ItemResponse;
export type Policy = AuthoredPolicy['policy'];
export type { AuthoredPolicy, ImageView, ModerationReview, ReviewedImage, Trial };
/** An earlier item like one that is reviewed, which people have judged. */
export type SimilarItem = NonNullable<ModerationReview['similar']>[number];

/** Whose turn it is: of second appeals the seniors'. Audits are of what machines decided, and nobody is told what. */
export const queues = ['moderators', 'senior-moderators', 'audits'] as const;
export type Queue = (typeof queues)[number];

/** What a person finds of what was submitted. */
export interface Finding {
  readonly decision: 'approve' | 'reject';
  /** The rule that is broken, of what is rejected. */
  readonly category?: string;
  /** For other reviewers. */
  readonly note: string;
}

/** An image that is going to be uploaded. */
export interface AnnouncedImage {
  /** Of its bytes, in hex: what it is named by. */
  readonly sha256: string;
  /** `image/jpeg` or `image/png`. */
  readonly contentType: string;
  readonly bytes: number;
}

/** What items are judged by, and what is to be. */
export interface Policies {
  readonly current: AuthoredPolicy;
  /** Version that should hold and that the deployment cannot read; `current` is then what those have who have none. */
  readonly unread?: number | undefined;
  readonly draft?: AuthoredPolicy | undefined;
  /** The latest of that very draft. */
  readonly trial?: Trial | undefined;
}

/** The HTTP API for events, items, reviews, the policy and parked records. Every method throws RequestError. */
export class StreamingClient {
  constructor(private readonly options: ApiOptions) {}

  /** Each event has an answer of its own, in their order. */
  sendEvents(events: readonly SentEvent[], signal?: AbortSignal): Promise<EventsResponse> {
    return this.#call('POST', '/v1/events', { events }, signal);
  }

  item(id: string, version?: number, signal?: AbortSignal): Promise<Item> {
    const query = version === undefined ? '' : `?version=${version}`;
    return this.#call('GET', `${itemPath(id)}${query}`, undefined, signal);
  }

  /** Undefined before the item was read from the stream, where there is no such item, and where it is another organisation's. */
  async findItem(id: string, version?: number, signal?: AbortSignal): Promise<Item | undefined> {
    try {
      return await this.item(id, version, signal);
    } catch (error) {
      if (error instanceof RequestError && error.code === 'item_not_found') return undefined;
      throw error;
    }
  }

  /** With a form to upload it by, unless it was looked at before. */
  announceImage(image: AnnouncedImage, signal?: AbortSignal): Promise<ImageResponse> {
    return this.#call('POST', '/v1/images', image, signal);
  }

  /** Where an image stands. */
  image(sha256: string, signal?: AbortSignal): Promise<ImageView> {
    return this.#call('GET', `/v1/images/${sha256}`, undefined, signal);
  }

  appeal(id: string, version: number, reason: string): Promise<Item> {
    return this.#call('POST', `${itemPath(id)}/appeal`, { version, reason });
  }

  /** What waits for a person, the gravest first. */
  async reviews(queue: Queue, signal?: AbortSignal): Promise<readonly ModerationReview[]> {
    const path = `/v1/moderation/reviews?queue=${queue}`;
    return (await this.#call<{ reviews: ModerationReview[] }>('GET', path, undefined, signal)).reviews;
  }

  /** Nobody else decides it for fifteen minutes. The answer has images for five, and earlier items like it. */
  claim(review: string): Promise<ModerationReview> {
    return this.#call('POST', `${reviewPath(review)}/claim`, {});
  }

  decide(review: string, finding: Finding): Promise<ModerationReview> {
    return this.#call('POST', `${reviewPath(review)}/decision`, finding);
  }

  policies(signal?: AbortSignal): Promise<Policies> {
    return this.#call('GET', '/v1/moderation/policy', undefined, signal);
  }

  draftPolicy(policy: unknown): Promise<AuthoredPolicy> {
    return this.#call('PUT', '/v1/moderation/policy/draft', policy);
  }

  /** What the draft would have made of recorded items: it takes some seconds. */
  tryDraft(): Promise<Trial> {
    return this.#call('POST', '/v1/moderation/policy/draft/trial', {});
  }

  /** @param draft that was looked at */
  approvePolicy({ version, writtenAt }: AuthoredPolicy): Promise<AuthoredPolicy> {
    return this.#call('POST', '/v1/moderation/policy/draft/approval', { version, writtenAt });
  }

  /** What readers did not take, the newest day first. @param cursor what the page before named */
  parked(reason?: ParkedReason, cursor?: string, signal?: AbortSignal): Promise<ParkedPage> {
    const query = new URLSearchParams({
      ...(reason !== undefined && { reason }),
      ...(cursor !== undefined && { cursor }),
    });
    return this.#call('GET', `/v1/events/parked?${query}`, undefined, signal);
  }

  parkedRecord(id: string, signal?: AbortSignal): Promise<ParkedRecord> {
    return this.#call('GET', parkedPath(id), undefined, signal);
  }

  /** Into the stream again, as it is or corrected: it counts once however often it is asked for. */
  putBack(id: string, correction: Correction): Promise<ParkedRecord> {
    return this.#call('POST', `${parkedPath(id)}/put-back`, correction);
  }

  async #call<T>(method: Method, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    return (await (await apiRequest(this.options, method, path, body, signal)).json()) as T;
  }
}

const parkedPath = (id: string) => `/v1/events/parked/${encodeURIComponent(id)}`;
const itemPath = (id: string) => `/v1/items/${encodeURIComponent(id)}`;
const reviewPath = (review: string) => `/v1/moderation/reviews/${encodeURIComponent(review)}`;
