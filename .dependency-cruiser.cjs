/** The import rules of docs/architecture.md, enforced by `npm run lint`. */
module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'Domain code imports only domain code (and zod, re2js, cel-js): no SDK, no clock, no environment.',
      severity: 'error',
      from: { path: '^lambdas/[^/]+/domain/' },
      to: { pathNot: ['^lambdas/[^/]+/domain/', '^node_modules/(zod|re2js|@marcbachmann/cel-js)/'] },
    },
    {
      name: 'domain-stays-in-its-design',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/domain/' },
      to: { path: '^lambdas/[^/]+/domain/', pathNot: ['^lambdas/$1/domain/', '^lambdas/shared/domain/'] },
    },
    {
      name: 'no-cross-design-lambdas',
      comment: 'A design never imports another design; what two designs use lives in lambdas/shared.',
      severity: 'error',
      from: { path: '^lambdas/([^/]+)/', pathNot: '^lambdas/shared/' },
      to: { path: '^lambdas/', pathNot: ['^lambdas/$1/', '^lambdas/shared/'] },
    },
    {
      name: 'shared-knows-no-design',
      severity: 'error',
      from: { path: '^lambdas/shared/' },
      to: { path: '^lambdas/', pathNot: '^lambdas/shared/' },
    },
    {
      name: 'no-cross-design-lib',
      severity: 'error',
      from: { path: '^lib/designs/([^/]+)/' },
      to: { path: '^lib/designs/[^/]+/', pathNot: '^lib/designs/$1/' },
    },
    {
      name: 'lambdas-never-import-cdk',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: ['^node_modules/(aws-cdk-lib|constructs)/', '^(lib|bin|tools|test)/'] },
    },
    {
      name: 'lambdas-take-the-small-zod',
      comment: 'Write `zod/mini`: the other build is 80 KB and 12 ms of every cold start.',
      severity: 'error',
      from: { path: '^lambdas/' },
      to: { path: '^node_modules/zod/(index\\.|v3/|v4/(classic/|index\\.))' },
    },
    {
      name: 'lib-takes-only-types-from-env',
      comment: 'lib may `import type` from a lambdas/**/env.ts, and nothing else from lambdas/.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^lambdas/', pathNot: '^lambdas/.*env\\.ts$' },
    },
    {
      name: 'lib-takes-env-as-types',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^lambdas/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'lib-does-not-know-tools',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(tools|bin|test|web)/' },
    },
    {
      name: 'tools-read-only-the-registry',
      comment: 'Tools read the cloud assembly; from lib they may take only summaries, workloads and presets.',
      severity: 'error',
      from: { path: '^tools/' },
      to: {
        path: '^lib/',
        pathNot: ['^lib/designs/index\\.ts$', '^lib/designs/[^/]+/workload\\.ts$', '^lib/(design|presets)\\.ts$'],
      },
    },
    {
      name: 'tools-do-not-import-handlers',
      comment:
        'The laptop runs the bundles that deploy, never the sources; protocols, documents and figures are read by their own domain code.',
      severity: 'error',
      from: { path: '^tools/' },
      to: { path: '^lambdas/', pathNot: ['^lambdas/[^/]+/domain/'] },
    },
    {
      name: 'web-takes-only-frames',
      comment:
        'The console knows the service by its protocol alone: its frames, and the requests and answers of its API, as types.',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^(bin|lib|lambdas|tools|test)/', pathNot: '^lambdas/[^/]+/domain/(frames\\.ts$|api/)' },
    },
    {
      name: 'web-takes-frames-as-types',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^lambdas/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tools-take-only-the-client',
      comment: 'The terminal speaks by the same client as the console, and uses nothing else of it.',
      severity: 'error',
      from: { pathNot: '^(web|test)/' },
      to: { path: '^web/', pathNot: '^web/client/' },
    },
    {
      name: 'nothing-imports-bin',
      severity: 'error',
      from: {},
      to: { path: '^bin/' },
    },
    {
      name: 'only-search-adapters-speak-to-the-index',
      comment:
        'Every request to the search domain is made where a permission filter, or an organisation, is part of it; a client elsewhere could ask for anything.',
      severity: 'error',
      from: {
        path: '^lambdas/',
        pathNot: [
          '^lambdas/rag/adapters/(search-index|answer-cache|index-writer|index-copies|search-client)\\.ts$',
          // Ask which indexes there are, and nothing about a document.
          '^lambdas/rag/adapters/(chunk-indexes|live-index)\\.ts$',
          '^lambdas/rag/setup-[^/]+\\.ts$',
          '^lambdas/rag/adapters/search-admin\\.ts$',
        ],
      },
      to: { path: '^node_modules/@opensearch-project/' },
    },
    {
      name: 'searching-goes-through-retrieval',
      comment:
        'A search index is made in one place and handed to `retrieve` and `suggest`, which ask for a viewer and check what comes back. Nothing else searches.',
      severity: 'error',
      from: { path: '^lambdas/', pathNot: '^lambdas/rag/retrieval-deps\\.ts$' },
      to: { path: '^lambdas/rag/adapters/search-index\\.ts$' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(cdk\\.out|\\.local|\\.cache)/' },
    tsPreCompilationDeps: true,
    parser: 'tsc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
