export { type Assembly, readAssembly } from './assembly';
export { type Identify, type Identity, type IdentityRequest, type Resolved, Resolver } from './resolver';
export { AssemblyError, type AssemblyStack, type Template, type TemplateResource } from './template';
