import type { Caller } from '../engines/engine';
import { accountId } from '../resource-identity';
import type { RequestContext } from './conditions';
import { EncryptionKeys, keyActions } from './encryption-keys';
import { type AccessRequest, evaluate } from './evaluate';
import { type AttributeValues, PartitionKeys } from './partition-keys';
import { PolicyError, type Statement } from './policy';
import { type Principal, ResourcePolicies } from './resource-policies';
import { type PolicySource, statementsOfRole } from './role-policies';

/** What a call needs: an action on a resource, and the condition keys that the call carries. */
export interface Requirement {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
  /** The item of a table that the call is about, or its key. */
  readonly item?: AttributeValues | undefined;
}

/** An action that a function's role allows. */
export interface Grant {
  /** Function name. */
  readonly function: string;
  readonly roleArn: string;
  /** As the policy writes it; may hold wildcards. */
  readonly action: string;
  readonly resources: readonly string[];
}

/** A call that was refused. */
export interface Denial extends Requirement {
  readonly function: string;
  readonly roleArn: string;
  readonly explicit: boolean;
}

/** Refusal in IAM's words. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied';
  constructor(readonly denial: Denial) {
    const { function: name, roleArn, action, resource, explicit } = denial;
    const who = roleArn ? `arn:aws:sts::${accountId}:assumed-role/${roleArn.replace(/^.*:role\//, '')}/${name}` : name;
    const why = explicit ? 'with an explicit deny' : `because no identity-based policy allows the ${action} action`;
    super(`User: ${who} is not authorized to perform: ${action} on resource: ${resource} ${why}`);
  }
}

/** A function's role, or a service of AWS, with what is known of its permissions. */
interface Subject {
  readonly name: string;
  readonly roleArn: string;
  readonly principal: Principal;
  readonly statements: readonly Statement[];
  readonly removed: Set<string>;
  readonly used: Set<string>;
  readonly context: RequestContext;
}

/**
 * Decides what each function may do, by the policies of its role and those of the resources, and keeps account of it.
 */
export class Access {
  private readonly functions = new Map<string, Subject>();
  private readonly refusals = new Map<string, Denial>();
  private readonly policies: ResourcePolicies;
  private readonly keys: EncryptionKeys;
  private readonly partitionKeys: PartitionKeys;

  constructor(private readonly source: PolicySource) {
    this.policies = new ResourcePolicies(source);
    this.keys = new EncryptionKeys(source);
    this.partitionKeys = new PartitionKeys(source);
  }

  /** Makes a function known. Policies are read at once, so that one that cannot be evaluated stops the start. */
  addFunction(name: string, roleArn: string): void {
    const statements = statementsOfRole(this.source, roleArn);
    const principal: Principal = { kind: 'role', arn: roleArn, accountId };
    const context = { 'aws:PrincipalArn': roleArn, 'aws:PrincipalAccount': accountId };
    this.functions.set(name, { name, roleArn, principal, statements, removed: new Set(), used: new Set(), context });
  }

  /**
   * Checks a call; the operator may do all.
   * @param region that the call was made to
   * @throws AccessDenied naming caller, action and resource, after recording it
   */
  authorize(caller: Caller, requirements: readonly Requirement[], region?: string): void {
    if (!caller.roleArn && !caller.service) return;
    const subject = this.subjectOf(caller);
    const requested = { 'aws:RequestedRegion': region, 'lambda:SourceFunctionArn': caller.functionArn };
    for (const { action, resource, context, item } of requirements) {
      const keys = item && { 'dynamodb:LeadingKeys': this.partitionKeys.leadingKeys(resource, item) };
      const denial = this.refusal(subject, { action, resource, context: { ...requested, ...keys, ...context } });
      if (denial) throw new AccessDenied(denial);
    }
  }

  /** Whether a caller may do something, where it is no refusal that it may not: nothing is recorded. */
  allows(caller: Caller, { action, resource, context }: Requirement, region?: string): boolean {
    if (!caller.roleArn && !caller.service) return true;
    const requested = { 'aws:RequestedRegion': region, ...context };
    const { own, onResource, explicit } = this.evaluated(this.subjectOf(caller), {
      action,
      resource,
      context: requested,
    });
    return !explicit && (own.allowed || onResource.allowed);
  }

  /** Whether a function may do something; refusals and uses are recorded. */
  check(functionName: string, requirement: Requirement): Denial | undefined {
    return this.refusal(this.subject(functionName), requirement);
  }

  private refusal(subject: Subject, { action, resource, context = {} }: Requirement): Denial | undefined {
    const refused = this.decide(subject, { action, resource, context }, true);
    if (refused) return refused;
    const key = this.keys.keyOf(resource);
    if (!key) return undefined;
    const [service, region] = [resource.split(':')[2], key.split(':')[3]];
    const via = { 'kms:CallerAccount': accountId, 'kms:ViaService': `${service}.${region}.amazonaws.com` };
    const delegates = this.policies.delegatesToAccount(key, accountId);
    for (const needed of keyActions(action)) {
      const denial = this.decide(subject, { action: needed, resource: key, context: via }, delegates);
      if (denial) return denial;
    }
    return undefined;
  }

  /** @param byIdentity whether the subject's own policies may allow it; for a key only where its policy says so */
  private decide(
    subject: Subject,
    { action, resource, context }: AccessRequest,
    byIdentity: boolean,
  ): Denial | undefined {
    const { own, onResource, explicit } = this.evaluated(subject, { action, resource, context });
    if (!explicit && own.allowed && byIdentity) for (const pattern of own.patterns) subject.used.add(pattern);
    if (!explicit && ((own.allowed && byIdentity) || onResource.allowed)) return undefined;
    const denial = { function: subject.name, roleArn: subject.roleArn, action, resource, context, explicit };
    this.refusals.set(`${subject.name} ${action} ${resource}`, denial);
    return denial;
  }

  private evaluated(subject: Subject, { action, resource, context }: AccessRequest) {
    const request = { action, resource, context: { ...commonContext, ...subject.context, ...context } };
    const own = evaluate(subject.statements, request, subject.removed);
    const onResource = evaluate(this.policies.statementsFor(resource, subject.principal), request);
    const explicit = [own, onResource].some((decision) => !decision.allowed && decision.explicit);
    return { own, onResource, explicit };
  }

  /** Every action that a function's role allows, once per function. */
  grants(): Grant[] {
    return [...this.functions].flatMap(([name, { roleArn, statements }]) => {
      const resources = new Map<string, Set<string>>();
      for (const statement of statements.filter(({ effect }) => effect === 'Allow')) {
        for (const action of statement.actions ?? []) {
          const known = resources.get(action) ?? new Set<string>();
          for (const resource of statement.resources ?? []) known.add(resource);
          resources.set(action, known);
        }
      }
      return [...resources].map(([action, on]) => ({ function: name, roleArn, action, resources: [...on] }));
    });
  }

  /** Grants that no call has used so far: candidates to remove. */
  unused(): Grant[] {
    return this.grants().filter((grant) => !this.subject(grant.function).used.has(grant.action));
  }

  /** Makes every grant unused again. */
  forgetUses(): void {
    for (const { used } of this.functions.values()) used.clear();
  }

  /** What was refused so far, each function, action and resource once. */
  denials(): readonly Denial[] {
    return [...this.refusals.values()];
  }

  clearDenials(): void {
    this.refusals.clear();
  }

  /**
   * Takes one action out of what a function's role allows, as if the policy did not name it.
   * @returns puts it back
   */
  denyAction(functionName: string, action: string): () => void {
    const { removed, statements } = this.subject(functionName);
    if (!statements.some(({ effect, actions }) => effect === 'Allow' && actions?.includes(action))) {
      throw new PolicyError(`the role of ${functionName} does not name ${action}`);
    }
    removed.add(action);
    return () => void removed.delete(action);
  }

  private subjectOf({ name, service }: Caller): Subject {
    return service ? serviceSubject(name, service.sourceArn) : this.subject(name);
  }

  private subject(functionName: string): Subject {
    const subject = this.functions.get(functionName);
    if (!subject) throw new PolicyError(`no function ${functionName} is known`);
    return subject;
  }
}

/** The laptop's loopback stands for TLS. */
const commonContext: RequestContext = {
  'aws:SecureTransport': 'true',
  's3:TlsVersion': '1.3',
  'aws:ResourceAccount': accountId,
};

/** A service of AWS has no policies of its own: only those of the resource can let it in. */
function serviceSubject(name: string, sourceArn: string): Subject {
  return {
    name,
    roleArn: '',
    principal: { kind: 'service', name },
    statements: [],
    removed: new Set(),
    used: new Set(),
    context: { 'aws:SourceArn': sourceArn, 'aws:SourceAccount': accountId, 'aws:PrincipalServiceName': name },
  };
}
