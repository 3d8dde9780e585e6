import { rmSync } from 'node:fs';
import { readAssembly } from '../../../tools/assembly';
import type { EdgeKind, Graph } from '../../../tools/diagram/graph/graph';
import { type Drawing, draw } from '../../../tools/diagram/pages';
import { synthesizeGallery } from './gallery-app';

let directory: string;
let drawing: Drawing;
let gallery: Graph;
beforeAll(async () => {
  directory = synthesizeGallery();
  drawing = await draw(readAssembly(directory), { stage: 'gallery' });
  gallery = drawing.parts.find(({ title }) => title === 'Gallery') as Graph;
  // Synthesizing takes its time where the machine is busy.
}, 120_000);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const page = () => drawing.files.get('Gallery.md') ?? '';
const idsNamed = (name: string) => gallery.nodes.filter(({ names }) => names.includes(name)).map(({ id }) => id);

/** How two boxes are joined, by the names in them. */
function kindsBetween(from: string, to: string): EdgeKind[] {
  const [sources, targets] = [idsNamed(from), idsNamed(to)];
  return gallery.edges
    .filter((edge) => sources.includes(edge.from) && targets.includes(edge.to))
    .map(({ kind }) => kind);
}

it('makes each stack a part where nothing is tagged', () => {
  expect(drawing.parts.map(({ title }) => title)).toEqual(['Gallery', 'GalleryData']);
  expect([...drawing.files.keys()].sort()).toEqual([
    ...['Gallery.md', 'Gallery.svg', 'GalleryData.md', 'GalleryData.svg', 'README.md', 'all.svg'],
  ]);
});

it.each<[string, string, EdgeKind]>([
  ['Originals', 'Uploads', 'event'],
  ['Uploads', 'Shrink photo', 'event'],
  ['Shrink photo', 'Photos table', 'write'],
  ['Shrink photo', 'Originals', 'read'],
  ['Shrink photo', 'News', 'write'],
  ['News', 'Newsletter', 'event'],
  ['Shrink photo', 'Descriptions', 'request'],
  ['Descriptions', 'Describe photo', 'request'],
  ['Describe photo', 'nova-lite', 'request'],
  ['Public api', 'List photos', 'request'],
  ['List photos', 'Photos table', 'read'],
  ['Tidy up', 'Photos table', 'both'],
  ['Browser, SDK, terminal', 'Public api', 'request'],
])('joins %s and %s by what goes between them: %s', (from, to, kind) => {
  expect(kindsBetween(from, to)).toEqual([kind]);
});

it('folds away what helps others: notification handlers, roles, dead letters', () => {
  const names = gallery.nodes.flatMap((node) => node.names);
  expect(names.filter((name) => /notification|role|DLQ/i.test(name))).toEqual([]);
  expect(gallery.nodes.find(({ names: own }) => own.includes('Uploads'))?.notes).toEqual(['+ dead letters']);
  expect(gallery.folded['AWS::IAM::Role']).toBeGreaterThan(3);
  expect(gallery.folded['Custom::S3BucketNotifications']).toBe(1);
});

it('says the schedule at what it runs, and puts that among the workers', () => {
  const [tidy] = gallery.nodes.filter(({ names }) => names.includes('Tidy up'));
  expect(tidy).toMatchObject({ notes: ['every hour'], column: 4 });
});

it('shows a type that nobody thought of by its own name', () => {
  expect(gallery.nodes.find(({ names }) => names.includes('Hologram'))).toMatchObject({
    service: 'Holograms Projector',
    family: 'other',
  });
});

it('says of a box of another part whose it is', () => {
  expect(gallery.nodes.find(({ names }) => names.includes('Photos table'))?.outside).toBe('GalleryData');
});

it('lists who may do what, with the actions', () => {
  expect(page()).toMatch(/\| List photos \|.*\| R \|/);
  expect(page()).toMatch(/\| Shrink photo \|.*`dynamodb:PutItem`.*\| Photos table \(GalleryData\) \|/);
});

it('tells of encryption as it is, unencrypted and unenforced too', () => {
  expect(page()).toContain(
    '| Uploads | Amazon SQS | keys of SQS (SSE-SQS) | TLS offered; plain requests are not refused by policy |',
  );
});

it('tells how long things are kept and what a mistake costs', () => {
  expect(page()).toMatch(/\| Originals \| Amazon S3 \| deleted after 400 days \|/);
  expect(drawing.files.get('GalleryData.md')).toContain('RPO all: no point-in-time recovery');
});

it('describes alarms in words', () => {
  expect(page()).toContain('| AWS/Lambda `Errors` (Sum) | ≥ 3 in 5 min, 2 of 2 times | 1 | Shrink photo | News |');
});

it('draws the same again, and nothing that a next synth would change', async () => {
  const again = await draw(readAssembly(directory), { stage: 'gallery' });
  expect([...again.files]).toEqual([...drawing.files]);
  const text = [...drawing.files].map(([, content]) => content).join('\n');
  expect(text).not.toMatch(/\b[0-9a-f]{32,}\b/);
  expect(text).not.toMatch(/[A-Za-z][0-9A-F]{8}\b/);
});
