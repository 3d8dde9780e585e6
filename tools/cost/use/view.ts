import type { ModelsAsked } from '../../../lib/design';
import type { CostedAssembly, CostedResource } from '../costed-assembly';

/** What the price of a design's use in one region depends on. */
export interface UseView {
  readonly design: string;
  readonly region: string;
  /** The design's resources of that region. */
  readonly own: Resources;
  /** The design's resources of all regions. */
  readonly everywhere: Resources;
  /** Every resource of that region, and what serves all regions. */
  readonly stage: Resources;
  readonly models: ModelsAsked;
  readonly assembly: CostedAssembly;
}

/** Resources by type, looked up as often as there are dimensions. */
export class Resources {
  private readonly byType: ReadonlyMap<string, readonly CostedResource[]>;

  constructor(resources: readonly CostedResource[]) {
    this.byType = Map.groupBy(resources, ({ type }) => type);
  }

  of(...types: readonly string[]): readonly CostedResource[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }
}

/** Types of which one serves a whole stage, wherever it stands. */
const EVERYWHERE = ['AWS::CloudFront::Distribution', 'AWS::WAFv2::WebACL', 'AWS::Cognito::UserPool'];

/** Views of every design by the regions that it runs in, the stage's main one first. */
export class Views {
  private readonly byDesign: ReadonlyMap<string, readonly UseView[]>;

  constructor(assembly: CostedAssembly) {
    const byRegion = Map.groupBy(assembly.resources, ({ region }) => region);
    const shared = assembly.resources.filter(({ type }) => EVERYWHERE.includes(type));
    const stages = new Map(
      [...byRegion].map(([region, resources]) => [region, new Resources([...new Set([...resources, ...shared])])]),
    );
    const designs = Map.groupBy(assembly.resources, ({ design }) => design);
    this.byDesign = new Map(
      [...designs].map(([design, resources]) => {
        const regions = [...Map.groupBy(resources, ({ region }) => region)]
          .filter(([, own]) => runsCode(own))
          .sort(([a], [b]) => Number(b === assembly.mainRegion) - Number(a === assembly.mainRegion));
        const everywhere = new Resources(resources);
        return [
          design,
          regions.map(([region, own]) => ({
            ...{ design, region, own: new Resources(own), everywhere, models: {}, assembly },
            stage: stages.get(region) ?? new Resources([]),
          })),
        ];
      }),
    );
  }

  /** In each region where the design runs; none where it is not in the assembly. */
  of(design: string): readonly UseView[] {
    return this.byDesign.get(design) ?? [];
  }
}

/** A region in which a design has but a health check or a bucket serves nobody. */
const runsCode = (resources: readonly CostedResource[]) =>
  resources.some(({ type }) => type === 'AWS::Lambda::Function');
