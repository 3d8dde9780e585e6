import type { Answer, Asked } from './server';

interface Said {
  ts: string;
  user: string;
  text: string;
  thread_ts?: string;
  subtype?: string;
}

interface Room {
  name: string;
  isPrivate: boolean;
  isMember: boolean;
  members: string[];
  messages: Said[];
}

/** A workspace in the shapes of Slack's documentation. */
export class Workspace {
  readonly rooms = new Map<string, Room>();
  readonly people = new Map<string, object>([
    ['U1', person('U1', 'Alice')],
    ['U2', person('U2', 'Bob')],
    ['UBOT', { ...person('UBOT', 'Robot'), is_bot: true }],
    ['UGONE', { ...person('UGONE', 'Gone'), deleted: true }],
  ]);
  pageSize = 2;

  room(id: string, room: Partial<Room> = {}): Room {
    const found = this.rooms.get(id) ?? {
      name: id.toLowerCase(),
      isPrivate: true,
      isMember: true,
      members: ['U1'],
      messages: [],
    };
    Object.assign(found, room);
    this.rooms.set(id, found);
    return found;
  }

  /** @param at milliseconds since the epoch @returns the message's timestamp */
  say(channel: string, at: number, text: string, more: Partial<Said> = {}): string {
    const { messages } = this.room(channel, { isMember: true });
    const ts = `${Math.floor(at / 1000)}.${String(messages.length).padStart(6, '0')}`;
    messages.push({ ts, user: 'U1', text, ...more });
    return ts;
  }

  leave(channel: string): void {
    if (this.rooms.has(channel)) this.room(channel, { isMember: false });
  }

  toggleMember(channel: string, user: string): void {
    const { members } = this.room(channel);
    this.room(channel, {
      members: members.includes(user) ? members.filter((one) => one !== user) : [...members, user],
    });
  }

  answer = ({ url }: Asked): Answer => {
    const query = url.searchParams;
    const room = this.rooms.get(query.get('channel') ?? '');
    const method = url.pathname.slice('/api/'.length);
    if (method === 'conversations.list') return this.paged('channels', this.channels(), query);
    if (method === 'users.info') return this.info(query.get('user') ?? '');
    if (!room) return refused('channel_not_found');
    if (method === 'conversations.members') return this.paged('members', room.members, query);
    if (method === 'conversations.replies') {
      const ts = query.get('ts');
      return this.paged(
        'messages',
        room.messages.filter((said) => said.ts === ts || said.thread_ts === ts).map((said) => shown(room, said)),
        query,
      );
    }
    return method === 'conversations.history'
      ? this.paged('messages', this.history(room, query), query)
      : refused('unknown_method');
  };

  private channels() {
    return [...this.rooms]
      .filter(([, { isMember, isPrivate }]) => isMember || !isPrivate)
      .map(([id, { name, isPrivate, isMember }]) => ({
        id,
        name,
        is_channel: true,
        is_private: isPrivate,
        is_member: isMember,
        is_archived: false,
      }));
  }

  private history(room: Room, query: URLSearchParams) {
    const [oldest, latest] = [Number(query.get('oldest')), Number(query.get('latest'))];
    return room.messages
      .filter(({ ts, thread_ts }) => Number(ts) > oldest && Number(ts) < latest && (!thread_ts || thread_ts === ts))
      .sort((a, b) => Number(b.ts) - Number(a.ts))
      .map((said) => shown(room, said));
  }

  private info(user: string): Answer {
    const found = this.people.get(user);
    return found ? { body: { ok: true, user: found } } : refused('user_not_found');
  }

  private paged(field: string, all: readonly unknown[], query: URLSearchParams): Answer {
    const from = Number(query.get('cursor') ?? 0);
    const to = from + this.pageSize;
    const next = to < all.length ? String(to) : '';
    return {
      body: { ok: true, [field]: all.slice(from, to), has_more: next !== '', response_metadata: { next_cursor: next } },
    };
  }
}

function person(id: string, name: string) {
  return {
    id,
    deleted: false,
    is_bot: false,
    real_name: name,
    profile: { display_name: '', email: `${name.toLowerCase()}@acme.example` },
  };
}

const refused = (error: string): Answer => ({ body: { ok: false, error } });

function shown({ messages }: Room, said: Said) {
  const replies = messages.filter(({ ts, thread_ts }) => thread_ts === said.ts && ts !== said.ts).length;
  return { type: 'message', ...said, ...(replies > 0 && { thread_ts: said.ts, reply_count: replies }) };
}
