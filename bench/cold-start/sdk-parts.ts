import type { Metafile } from 'esbuild';
import { loadedAtStart, type Output } from './start';

/** A client or a command of the AWS SDK for JavaScript, or another of the things that a handler cannot do without. */
export interface SdkPart {
  /** Such as `@aws-sdk/client-sqs`. */
  readonly module: string;
  /** Such as `SQSClient` or `SendMessageCommand`; `default` of data. */
  readonly name: string;
  /** Whether it is loaded with the bundle, rather than when it is first needed. */
  readonly atStart: boolean;
}

const sdkFile =
  /(?:^|\/)node_modules\/(@aws-sdk\/(?:client|lib)-[^/]+)\/dist-es\/(?:commands\/)?([A-Za-z0-9]+(?:Client|Command))\.js$/;

/** Where OpenSearch's own client and its signer begin, the language of rules, and the model that is part of a bundle. */
const others: Readonly<Record<string, Omit<SdkPart, 'atStart'>>> = {
  'node_modules/@opensearch-project/opensearch/index.js': { module: '@opensearch-project/opensearch', name: 'Client' },
  'node_modules/@opensearch-project/opensearch/lib/aws/AwsSigv4Signer-sdk-v3.js': {
    module: '@opensearch-project/opensearch/aws-v3',
    name: 'AwsSigv4Signer',
  },
  'node_modules/@marcbachmann/cel-js/lib/evaluator.js': { module: '@marcbachmann/cel-js', name: 'Environment' },
  'models/fraud/champion/champion.json': { module: './models/fraud/champion/champion.json', name: 'default' },
};

/** The clients and commands whose code is in a bundle, by name. */
export function sdkParts(metafile: Metafile): SdkPart[] {
  const atStart = new Set(filesOf(loadedAtStart(metafile)));
  return [...new Set(filesOf(Object.values(metafile.outputs)))]
    .flatMap((file) => {
      const own = others[file];
      if (own) return [{ ...own, atStart: atStart.has(file) }];
      const [, module, name] = sdkFile.exec(file) ?? [];
      return module && name ? [{ module, name, atStart: atStart.has(file) }] : [];
    })
    .sort((a, b) => (`${a.name} ${a.module}` < `${b.name} ${b.module}` ? -1 : 1));
}

/** Whether a part is a client, rather than something to send by one. */
export const isClient = ({ name }: SdkPart): boolean => name.endsWith('Client');

const filesOf = (outputs: readonly Output[]): string[] =>
  outputs.flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
