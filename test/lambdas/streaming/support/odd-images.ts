import { chunk, type Entry, exifOf, exifSegment, orientation, pointer, segment, withParts } from './exif';
import { jpegOf, pngOf, scene } from './images';

export interface OddImage {
  readonly name: string;
  readonly bytes: Buffer;
  readonly type: 'image/jpeg' | 'image/png';
  /** Whether it is shown on its side: as orientation 6 says, and as 1 does not. */
  readonly isTurned: boolean;
}

export const SIDES = [40, 30] as const;
const [jpeg, png] = [jpegOf(scene(7, ...SIDES)), pngOf(scene(7, ...SIDES))];

const six = exifOf([[orientation(6)]]);
const one = exifOf([[orientation(1)]]);
const none = exifOf([[{ ...orientation(5), tag: 0x0100 }]]);

const changed = (bytes: Buffer, at: number, values: readonly number[]): Buffer => {
  const made = Buffer.from(bytes);
  made.set(values, at);
  return made;
};
const of = (...directories: readonly (readonly Entry[])[]) => exifSegment(exifOf(directories));

/** What is put behind the start of a JPEG. */
const behindStart: Readonly<Record<'turned' | 'not', Readonly<Record<string, readonly Uint8Array[]>>>> = {
  turned: {
    'either byte order': [exifSegment(exifOf([[orientation(6)]], true))],
    'two segments, the first holds': [exifSegment(six), exifSegment(one)],
    'a segment without data is none': [exifSegment(Buffer.alloc(0)), exifSegment(six)],
    'any byte after Exif and 0': [changed(exifSegment(six), 9, [0xff])],
    'two tags, the first holds': [of([orientation(6), orientation(1)])],
    'what is no orientation is passed over': [of([orientation(9), orientation(6)])],
    'a tag of another type is passed over': [of([{ ...orientation(1), type: 4 }, orientation(6)])],
    'more entries announced than there are': [exifSegment(changed(six, 8, [1, 0]))],
    'the data end with the entry': [exifSegment(six.subarray(0, 22))],
    'tags out of order': [of([{ ...orientation(6), tag: 0x0200 }, orientation(6)])],
    'in the directory for Exif': [of([pointer], [orientation(6)])],
    'there before another': [of([pointer, orientation(1)], [orientation(6)])],
    'a marker after fill bytes': [Buffer.from([0xff, 0xff, 0xff]), exifSegment(six)],
  },
  not: {
    'no tag': [exifSegment(none)],
    'no tag in the first segment': [exifSegment(none), exifSegment(six)],
    'a broken first segment': [exifSegment(Buffer.from('broken')), exifSegment(six)],
    'an orientation that is none': [of([orientation(0)])],
    'a tag of another type': [of([{ ...orientation(6), type: 4 }])],
    'two values': [of([{ ...orientation(6), count: 2 }])],
    'the data end within the entry': [exifSegment(six.subarray(0, 20))],
    'no TIFF': [exifSegment(changed(six, 2, [0, 43]))],
    'a directory far away': [exifSegment(changed(six, 4, [0xff, 0xff, 0xff, 0xf0]))],
    'a directory for Exif that another precedes': [of([orientation(1), pointer], [orientation(6)])],
    'a second directory for Exif': [of([{ ...pointer, value: 4 }, pointer], [orientation(6)])],
    'a directory in that directory': [of([pointer], [pointer], [orientation(6)])],
    'a directory for places': [of([{ ...pointer, tag: 0x8825 }], [orientation(6)])],
    'a directory that names itself': [of([{ ...pointer, value: 8 }], [orientation(6)])],
    'another letter': [changed(exifSegment(six), 4, [0x65])],
    'another segment': [segment(0xe2, exifSegment(six).subarray(4))],
  },
};

const atFrame = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xc0);
const atScan = jpeg.findIndex((byte, at) => byte === 0xff && jpeg[at + 1] === 0xda);
const inserted = (at: number) => Buffer.concat([jpeg.subarray(0, at), exifSegment(six), jpeg.subarray(at)]);

const exif = (data: Uint8Array) => chunk('eXIf', data);
const broken = (part: Buffer) => changed(part, part.length - 1, [~(part.at(-1) ?? 0)]);
const behindHeader: typeof behindStart = {
  turned: {
    'a chunk': [exif(six)],
    'two chunks, the first holds': [exif(six), exif(one)],
    'a broken chunk is passed over': [broken(exif(one)), exif(six)],
  },
  not: {
    'a broken chunk': [broken(exif(six))],
    'no tag in the first chunk': [exif(none), exif(six)],
    'data with the header of a JPEG': [exif(exifSegment(six).subarray(4))],
  },
};

const all = (type: OddImage['type'], bytes: Uint8Array, parts: typeof behindStart): OddImage[] =>
  (['turned', 'not'] as const).flatMap((how) =>
    Object.entries(parts[how]).map(([name, more]) => ({
      ...{ name: `${type.slice(6)}, ${name}`, type, isTurned: how === 'turned' },
      bytes: withParts(bytes, type, more),
    })),
  );

/** Images whose Exif data are broken, contradict themselves, or stand where few look for them. */
export const oddImages: readonly OddImage[] = [
  ...all('image/jpeg', jpeg, behindStart),
  { name: 'jpeg, before the frame', bytes: inserted(atFrame), type: 'image/jpeg', isTurned: true },
  { name: 'jpeg, before the scan', bytes: inserted(atScan), type: 'image/jpeg', isTurned: true },
  { name: 'jpeg, after the scan', bytes: inserted(jpeg.length - 2), type: 'image/jpeg', isTurned: false },
  ...all('image/png', png, behindHeader),
  {
    ...{ name: 'png, after the pixels', type: 'image/png', isTurned: false },
    bytes: Buffer.concat([png.subarray(0, -12), exif(six), png.subarray(-12)]),
  },
];
