import type { Message } from './slack-api';

export interface Conversation {
  readonly message: Message;
  /** Answers in its thread, oldest first. */
  readonly replies: readonly Message[];
}

/** The day in UTC that a message belongs to, such as `2026-02-11`. */
export const dayOf = (ts: string): string => new Date(Number(ts) * 1000).toISOString().slice(0, 10);

/**
 * One day of one channel as Markdown: a section for each message that begins something, with its thread below it, so that chunks
 * keep question and answers together.
 *
 * @param nameOf name of a person by id, as far as it is known
 */
export function dayToMarkdown(
  channel: string,
  day: string,
  talks: readonly Conversation[],
  nameOf: (id: string) => string,
): string {
  const sections = talks.map(({ message, replies }) =>
    [
      `## ${speaker(message, nameOf)}, ${timeOf(message)}`,
      plain(message.text, nameOf),
      ...replies.map((reply) => `**${speaker(reply, nameOf)}, ${timeOf(reply)}:** ${plain(reply.text, nameOf)}`),
    ].join('\n\n'),
  );
  return `# #${channel}, ${day}\n\n${sections.join('\n\n')}\n`;
}

/** Everyone who speaks or is spoken to. */
export const peopleIn = (talks: readonly Conversation[]): string[] => [
  ...new Set(
    talks
      .flatMap(({ message, replies }) => [message, ...replies])
      .flatMap(({ user, text = '' }) => [
        ...(user ? [user] : []),
        ...[...text.matchAll(/<@([A-Z0-9]+)/g)].map(([, id]) => id ?? ''),
      ]),
  ),
];

const speaker = ({ user, username, bot_id }: Message, nameOf: (id: string) => string): string =>
  user ? nameOf(user) : (username ?? bot_id ?? 'somebody');

/** Of the day of writing; an answer of another day says which. */
const timeOf = ({ ts, thread_ts }: Message): string => {
  const time = new Date(Number(ts) * 1000).toISOString().slice(11, 16);
  return thread_ts && dayOf(thread_ts) !== dayOf(ts) ? `${dayOf(ts)} ${time}` : time;
};

/** Slack's marks for mentions, channels and links as people read them. */
function plain(text = '', nameOf: (id: string) => string): string {
  return text
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `@${nameOf(id)}`)
    .replace(/<#[A-Z0-9]+\|([^>]*)>/g, '#$1')
    .replace(/<!(?:subteam\^[A-Z0-9]+\|)?([^>|]+)(?:\|[^>]*)?>/g, '@$1')
    .replace(/<(https?:[^>|]+)\|([^>]*)>/g, '[$2]($1)')
    .replace(/<((?:https?|mailto):[^>|]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
