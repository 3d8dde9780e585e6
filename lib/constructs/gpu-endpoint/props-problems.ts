import type { GpuEndpointProps } from './gpu-endpoint';

/**
 * Refuses what SageMaker would refuse while it deploys, or what it would quietly not do.
 *
 * @throws Error that names the property
 */
export function checkProps(props: GpuEndpointProps): void {
  const { mode, scale, instances, instanceType } = props;
  refuse(!/^ml\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceType), `instanceType '${instanceType}' is none of SageMaker's`);
  refuse(scale.max < Math.max(1, scale.min), `scale.max ${scale.max} is less than scale.min ${scale.min}, or none`);
  refuse(
    scale.warmHours !== undefined && (scale.warmHours.min < scale.min || scale.warmHours.min > scale.max),
    'scale.warmHours.min is outside of scale.min and scale.max',
  );
  if (mode === 'components') checkComponents(props);
  else {
    refuse(scale.min === 0, "scale.min 0 with mode 'variants': only inference components scale to zero");
    refuse(instances !== undefined, "instances with mode 'variants': scale counts instances already");
    checkVariants(props);
  }
}

function checkComponents({ scale, instances, shadow, canary }: GpuEndpointProps): void {
  refuse(
    shadow !== undefined,
    "shadow with mode 'components': SageMaker copies requests between variants that name a model, and a variant of " +
      "inference components names none. Take mode 'variants' for a shadow, or a canary here.",
  );
  refuse(
    canary?.percent !== undefined,
    "canary.percent with mode 'components': a component is invoked by its own name, so whoever invokes it decides the share",
  );
  refuse(
    instances !== undefined && instances.min === 0 && scale.min > 0,
    `instances.min 0 with scale.min ${scale.min}: copies need an instance`,
  );
}

function checkVariants({ canary, shadow }: GpuEndpointProps): void {
  refuse(
    canary !== undefined && shadow !== undefined,
    'canary and shadow together: with a shadow SageMaker allows one production variant',
  );
  for (const [name, second] of Object.entries({ canary, shadow })) {
    const percent = second?.percent ?? 0;
    refuse(second !== undefined && !(percent > 0 && percent < 100), `${name}.percent is not between 0 and 100`);
  }
}

function refuse(condition: boolean, problem: string): void {
  if (condition) throw new Error(`GPU endpoint: ${problem}`);
}
