import { ByteReader, ByteWriter } from './bytes';
import { type EntityKind, entityKinds } from './entity';
import { type KnownLabel, type KnownLabels, labelRings, type Verdict, verdicts } from './known-labels';
import type { Visit } from './last-place';
import type { Ring, RingShape } from './ring';
import type { Seen, Sighting } from './seen';
import { peaksRing, type State, stateShapes, velocityRings } from './state';
import { usualRing } from './usual-amount';

/**
 * Goes up with every change of what is written, of a window or of a shape. Bytes of another version are refused: features are
 * what a model was trained on, and half an old history would be another one.
 */
export const STATE_VERSION = 1;

/** No state is longer than this, whatever its history; most are below 500 bytes. */
export const MOST_STATE_BYTES = 1_700;

/** A state as bytes: version, kind, times, and then part by part, whole numbers only. At most `MOST_STATE_BYTES`. */
export function encode(state: State): Uint8Array {
  const writer = new ByteWriter().number(STATE_VERSION).number(entityKinds.indexOf(state.kind));
  writer.number(state.first).number(state.last);
  for (const ring of state.velocity) writeRing(writer, ring);
  writeLabels(writer, state.labels);
  writeSeen(writer, state.seen);
  if (state.peaks) writeRing(writer, state.peaks);
  if (state.usual) writeRing(writer, state.usual);
  if (stateShapes[state.kind].place) writeVisit(writer, state.visit);
  return writer.finish();
}

/** @throws RangeError where the bytes are not those of a state, or of another version */
export function decode(bytes: Uint8Array): State {
  const reader = new ByteReader(bytes);
  const version = reader.number();
  if (version !== STATE_VERSION) throw new RangeError(`A state of version ${version}, not ${STATE_VERSION}`);
  const index = reader.number();
  const kind = entityKinds[index];
  if (kind === undefined) throw new RangeError(`A state of the unknown kind ${index}`);
  const state = readState(reader, kind);
  reader.end();
  return state;
}

function readState(reader: ByteReader, kind: EntityKind): State {
  const shape = stateShapes[kind];
  const [first, last] = [reader.number(), reader.number()];
  const velocity = shape.velocity.map((name) => readRing(reader, velocityRings[name]));
  const labels = readLabels(reader);
  const seen = readSeen(reader);
  const peaks = shape.amounts ? readRing(reader, peaksRing) : undefined;
  const usual = shape.amounts ? readRing(reader, usualRing) : undefined;
  const visit = shape.place ? readVisit(reader) : undefined;
  return { kind, first, last, velocity, labels, seen, peaks, usual, visit };
}

function writeRing(writer: ByteWriter, { head, cells }: Ring): void {
  writer.number(head).sparse(cells);
}

const readRing = (reader: ByteReader, { buckets, limits }: RingShape): Ring => ({
  head: reader.number(),
  cells: reader.sparse(buckets * limits.length),
});

function writeLabels(writer: ByteWriter, { rings, latest }: KnownLabels): void {
  for (const ring of rings) writeRing(writer, ring);
  writer.number(latest.length);
  let before = latest[0]?.at ?? 0;
  if (latest.length > 0) writer.number(before);
  for (const { at, verdict } of latest) {
    writer.number((before - at) * verdicts.length + verdicts.indexOf(verdict));
    before = at;
  }
}

function readLabels(reader: ByteReader): KnownLabels {
  const rings = labelRings.map((shape) => readRing(reader, shape));
  const length = reader.number();
  let at = length > 0 ? reader.number() : 0;
  const latest: KnownLabel[] = [];
  for (let index = 0; index < length; index += 1) {
    const step = reader.number();
    at -= Math.floor(step / verdicts.length);
    latest.push({ at, verdict: verdicts[step % verdicts.length] as Verdict });
  }
  return { rings, latest };
}

function writeSeen(writer: ByteWriter, seen: Seen): void {
  writer.number(seen.length);
  let before = seen[0]?.at ?? 0;
  if (seen.length > 0) writer.number(before);
  for (const { key, at } of seen) {
    writer.number(key).number(before - at);
    before = at;
  }
}

function readSeen(reader: ByteReader): Seen {
  const length = reader.number();
  let at = length > 0 ? reader.number() : 0;
  const seen: Sighting[] = [];
  for (let index = 0; index < length; index += 1) {
    const key = reader.number();
    at -= reader.number();
    seen.push({ key, at });
  }
  return seen;
}

function writeVisit(writer: ByteWriter, visit: Visit | undefined): void {
  if (!visit) writer.number(0);
  else writer.number(visit.at).signed(visit.lat).signed(visit.lon);
}

function readVisit(reader: ByteReader): Visit | undefined {
  const at = reader.number();
  return at === 0 ? undefined : { at, lat: reader.signed(), lon: reader.signed() };
}
