import type { BrakeReader } from '../shared/brake';
import type { Admission } from './domain/ports';

/** Refuses answers while the stage's cost brake is set: until the month ends, or someone takes it off. */
export function createAdmission(readBrake: BrakeReader): Admission {
  return {
    async refuse() {
      const brake = await readBrake();
      if (!brake) return undefined;
      return { code: 'budget_exhausted', message: 'The budget of this stage is used up; no answers are generated now' };
    },
  };
}
