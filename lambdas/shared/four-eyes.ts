import type { AuditLog } from './audit';
import { type Authored, approvalRequest } from './domain/approval';
import { type HttpResponse, jsonResponse, problem } from './http';
import { type HttpEvent, invalid, jsonBody } from './http-route';
import type { ApprovedStore } from './stores/approved-store';

export interface FourEyesDeps<T extends Authored> {
  readonly store: Pick<ApprovedStore<T>, 'both' | 'putDraft' | 'approve'>;
  readonly design: string;
  /** What it is, in the audit stream's words. */
  readonly kind: string;
  /** What decisions are made again from. */
  readonly told: (version: T) => Readonly<Record<string, string>>;
  readonly audit: AuditLog;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** What one person drafts, and holds when another one has approved it. Both are told to the audit stream. */
export function createFourEyes<T extends Authored>({ store, design, kind, told, audit, now }: FourEyesDeps<T>) {
  const record = ({ principal }: HttpEvent, action: string, version: T) =>
    audit.record({
      ...{ design, action: `${kind}.${action}`, outcome: 'succeeded', actor: principal },
      details: { version: version.version, ...told(version) },
    });

  return {
    /** 200 with the draft and its version. */
    async draft(event: HttpEvent, content: (authored: Authored) => T): Promise<HttpResponse> {
      const { org, userId } = event.principal;
      const { held } = await store.both(org);
      const draft = content({ version: held + 1, author: userId, writtenAt: now() });
      await store.putDraft(org, draft);
      await record(event, 'drafted', draft);
      return jsonResponse(200, draft);
    },

    /** Who wrote a draft cannot approve it. */
    async approve(event: HttpEvent): Promise<HttpResponse> {
      const body = approvalRequest.safeParse(jsonBody(event));
      if (!body.success) return invalid(body.error);
      const { org, userId } = event.principal;
      const { held, draft: waiting } = await store.both(org);
      const { version, writtenAt = waiting?.writtenAt } = body.data;
      if (waiting?.version !== version || waiting.writtenAt !== writtenAt) {
        return problem(409, 'other_draft', 'version: the draft is another one by now; look at it again');
      }
      if (waiting.author === userId) return problem(403, 'own_draft', 'Somebody else has to approve your draft');
      const approved = { ...waiting, approvedBy: userId, approvedAt: now() };
      if (!(await store.approve(org, approved, held))) {
        return problem(409, 'other_draft', `version: the draft or the ${kind} changed meanwhile; look at them again`);
      }
      await record(event, 'approved', approved);
      return jsonResponse(200, approved);
    },
  };
}
