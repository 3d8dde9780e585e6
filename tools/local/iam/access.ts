import type { Caller } from '../engines/engine';
import type { RequestContext } from './conditions';
import { evaluate } from './evaluate';
import { PolicyError, type Statement } from './policy';
import { type PolicySource, statementsOfRole } from './role-policies';

/** What a call needs: an action on a resource, and the condition keys that the call carries. */
export interface Requirement {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
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
    const role = denial.roleArn.replace(/^.*:role\//, '');
    const why = denial.explicit
      ? `with an explicit deny in an identity-based policy`
      : `because no identity-based policy allows the ${denial.action} action`;
    super(
      `User: arn:aws:sts::000000000000:assumed-role/${role}/${denial.function} is not authorized to perform: ` +
        `${denial.action} on resource: ${denial.resource} ${why}`,
    );
  }
}

interface Principal {
  readonly roleArn: string;
  readonly statements: readonly Statement[];
  readonly removed: Set<string>;
  readonly used: Set<string>;
}

/** Decides what each function may do by the policies of its role, and keeps account of it. */
export class Access {
  private readonly principals = new Map<string, Principal>();
  private readonly refusals = new Map<string, Denial>();

  constructor(private readonly source: PolicySource) {}

  /** Makes a function known. Policies are read at once, so that one that cannot be evaluated stops the start. */
  addFunction(name: string, roleArn: string): void {
    const statements = statementsOfRole(this.source, roleArn);
    this.principals.set(name, { roleArn, statements, removed: new Set(), used: new Set() });
  }

  /**
   * Checks a call; the operator may do all.
   * @throws AccessDenied naming function, role, action and resource, after recording it
   */
  authorize(caller: Caller, requirements: readonly Requirement[]): void {
    if (!caller.roleArn) return;
    for (const requirement of requirements) {
      const denial = this.check(caller.name, requirement);
      if (denial) throw new AccessDenied(denial);
    }
  }

  /** Whether a function may do something; refusals and uses are recorded. */
  check(functionName: string, requirement: Requirement): Denial | undefined {
    const principal = this.principal(functionName);
    const { action, resource, context = {} } = requirement;
    const request = { action, resource, context: { ...this.commonContext(principal), ...context } };
    const decision = evaluate(principal.statements, request, principal.removed);
    if (decision.allowed) {
      for (const pattern of decision.patterns) principal.used.add(pattern);
      return undefined;
    }
    const { roleArn } = principal;
    const denial = { function: functionName, roleArn, action, resource, context, explicit: decision.explicit };
    this.refusals.set(`${functionName} ${action} ${resource}`, denial);
    return denial;
  }

  /** Every action that a function's role allows, once per function. */
  grants(): Grant[] {
    return [...this.principals].flatMap(([name, { roleArn, statements }]) => {
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
    return this.grants().filter((grant) => !this.principal(grant.function).used.has(grant.action));
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
    const { removed, statements } = this.principal(functionName);
    if (!statements.some(({ effect, actions }) => effect === 'Allow' && actions?.includes(action))) {
      throw new PolicyError(`the role of ${functionName} does not name ${action}`);
    }
    removed.add(action);
    return () => void removed.delete(action);
  }

  private principal(functionName: string): Principal {
    const principal = this.principals.get(functionName);
    if (!principal) throw new PolicyError(`no function ${functionName} is known`);
    return principal;
  }

  /** The laptop's loopback stands for TLS. */
  private commonContext({ roleArn }: Principal): RequestContext {
    const account = roleArn.split(':')[4];
    return {
      'aws:SecureTransport': 'true',
      'aws:PrincipalArn': roleArn,
      'aws:PrincipalAccount': account,
      'aws:ResourceAccount': account,
    };
  }
}
