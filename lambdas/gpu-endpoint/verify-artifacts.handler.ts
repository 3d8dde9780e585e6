import { fileStore, respond } from './deps';
import { createVerifyArtifacts } from './verify-artifacts';

export const handler = createVerifyArtifacts({ files: fileStore(), respond });
