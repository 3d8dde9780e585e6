import fc from 'fast-check';
import { Batches } from '../../../../tools/capacity/simulation/batches';
import { Simulation } from '../../../../tools/capacity/simulation/simulation';
import { Ticket } from '../../../../tools/capacity/simulation/ticket';

describe('readers in batches', () => {
  it('take everybody once and in order, no more at once than they may, and no batch before the last is done', () => {
    const job = fc.record({ at: fc.nat(300), ms: fc.integer({ min: 1, max: 60 }) });
    fc.assert(
      fc.property(
        fc.array(job, { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 4 }),
        (jobs, size, atOnce) => {
          const clock = new Simulation();
          const batches = new Batches({ lanes: 1, size, atOnce });
          const begun: number[] = [];
          let busy = 0;
          let most = 0;
          const arrived = jobs.map((each, index) => ({ ...each, index })).sort((one, other) => one.at - other.at);
          for (const { at, ms, index } of arrived) {
            clock.after(at, () =>
              batches.take(
                new Ticket(),
                (release) => {
                  begun.push(index);
                  busy += 1;
                  most = Math.max(most, busy);
                  clock.after(ms, () => {
                    busy -= 1;
                    release();
                  });
                },
                () => expect('refused').toBe('never'),
              ),
            );
          }
          clock.run();
          expect(begun).toEqual(arrived.map(({ index }) => index));
          expect(most).toBeLessThanOrEqual(Math.min(size, atOnce));
        },
      ),
    );
  });

  it('pass over who has given up', () => {
    const clock = new Simulation();
    const batches = new Batches({ lanes: 1, size: 10, atOnce: 10 });
    const begun: string[] = [];
    const take = (name: string, ticket: Ticket, ms: number) =>
      batches.take(
        ticket,
        (release) => {
          begun.push(name);
          clock.after(ms, release);
        },
        () => undefined,
      );
    const gone = new Ticket();
    take('first', new Ticket(), 50);
    take('gone', gone, 1);
    take('last', new Ticket(), 1);
    gone.cancel();
    clock.run();
    expect(begun).toEqual(['first', 'last']);
  });

  it('go on when everybody of a batch has given up', () => {
    const clock = new Simulation();
    const batches = new Batches({ lanes: 1, size: 1, atOnce: 1 });
    const begun: string[] = [];
    const gone = new Ticket();
    const take = (name: string, ticket: Ticket) =>
      batches.take(
        ticket,
        (release) => {
          begun.push(name);
          clock.after(10, release);
        },
        () => undefined,
      );
    take('first', new Ticket());
    take('gone', gone);
    take('last', new Ticket());
    gone.cancel();
    clock.run();
    expect(begun).toEqual(['first', 'last']);
  });
});
